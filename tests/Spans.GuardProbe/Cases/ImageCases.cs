using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Images moved, turned and cut: the size is the width; the map copies whole pixels or interpolates.</summary>
internal static class ImageCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("ImageWarp.Apply", static (n, salt) =>
        {
            var (channels, height) = (KernelCases.Pick(n, salt, 1, 1, 3), KernelCases.Pick(n, salt, 2, 1, 9));
            var (right, down) = (KernelCases.Pick(n, salt, 3, 0, 6) - 3, KernelCases.Pick(n, salt, 4, 0, 6) - 3);
            var turned = salt % 2 == 0;
            var map = ImageMap.Of(height, n, right, down, turned ? salt * 0.37f : 0, turned ? 0.3f + salt % 7 * 0.3f : 1);
            if (salt % 3 == 0) map = map.FlippedHorizontally(n);
            if (salt % 5 == 0) map = map.FlippedVertically(height);
            return Image(channels, height, n).Input("source", channels * height * n).Output("destination", channels * height * n)
                .Runs(c => ImageWarp.Apply(c.In("source"), c.Out("destination"), c["channels"], c["height"], c["width"], map));
        }),
        new("ImageWarp.Clear", static (n, salt) =>
        {
            var (channels, height) = (KernelCases.Pick(n, salt, 1, 1, 3), KernelCases.Pick(n, salt, 2, 1, 9));
            var (top, left) = (KernelCases.Pick(n, salt, 3, 0, 14) - 3, KernelCases.Pick(n, salt, 4, 0, n + 6) - 3);
            var side = KernelCases.Pick(n, salt, 5, 0, 5);
            return Image(channels, height, n).Output("image", channels * height * n)
                .Runs(c => ImageWarp.Clear(c.Out("image"), c["channels"], c["height"], c["width"], top, left, side));
        }),
    ];

    private static KernelCall Image(int channels, int height, int width) =>
        new KernelCall().Number("channels", channels, 1).Number("height", height, 1).Number("width", width, 1);
}
