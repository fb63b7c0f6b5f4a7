using System.Globalization;

namespace Spans.Data;

/// <summary>
/// A folder of four IDX files named as MNIST's: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>,
/// <c>t10k-images-idx3-ubyte</c>, <c>t10k-labels-idx1-ubyte</c>; also with a dot before idx, and with <c>.gz</c>.
/// </summary>
public static class IdxFolder
{
    /// <summary>Reads all four: images [1, height, width] of bytes / 255, first the training rows, then the test rows.</summary>
    /// <exception cref="DataException">A file is missing or broken, or they do not fit each other.</exception>
    public static PreparedData Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path)) throw new DataException($"{DataFile.Show(path)} is no folder.");
        using var trainImages = Open(path, "train-images", 3);
        using var trainLabels = Open(path, "train-labels", 1);
        using var testImages = Open(path, "t10k-images", 3);
        using var testLabels = Open(path, "t10k-labels", 1);
        Fit(trainImages, trainLabels);
        Fit(testImages, testLabels);
        if (trainImages.ItemShape != testImages.ItemShape)
            throw testImages.Fault(8, $"its images are {testImages.ItemShape} but those to train on are {trainImages.ItemShape}");
        var (train, test, size) = (trainImages.Count, testImages.Count, trainImages.ItemShape.Elements);
        if (((long)train + test) * size > Array.MaxLength)
            throw new DataException($"{DataFile.Show(path)} holds more than {Array.MaxLength} pixels.");

        DataMemory.Check(((long)train + test) * size * sizeof(float), DataFile.Show(path));

        var labels = new int[train + test];
        ReadLabels(trainLabels, labels.AsSpan(0, train));
        ReadLabels(testLabels, labels.AsSpan(train));
        var inputs = new float[labels.Length * size];
        trainImages.ReadUnit(inputs.AsSpan(0, train * size));
        testImages.ReadUnit(inputs.AsSpan(train * size));
        return PreparedData.OfImages(trainImages.ItemShape, inputs, labels, train);
    }

    /// <summary>Reads one pair of files.</summary>
    /// <param name="imagesPath">Images, rank 3.</param>
    /// <param name="labelsPath">As many labels.</param>
    /// <exception cref="DataException">A file is missing or broken, or they do not fit each other.</exception>
    public static Dataset ReadPair(string imagesPath, string labelsPath)
    {
        using var images = new IdxSource(imagesPath, 3);
        using var labelled = new IdxSource(labelsPath, 1);
        Fit(images, labelled);
        DataMemory.Check((long)images.Count * images.ItemShape.Elements * sizeof(float), DataFile.Show(imagesPath));
        var labels = new int[images.Count];
        ReadLabels(labelled, labels);
        var inputs = new float[checked(images.Count * images.ItemShape.Elements)];
        images.ReadUnit(inputs);
        return new Dataset(images.ItemShape, inputs, labels, null, []) { ClassNames = PreparedData.NumberedClasses(labels) };
    }

    private static IdxSource Open(string folder, string name, int rank)
    {
        foreach (var separator in "-.")
            foreach (var end in (ReadOnlySpan<string>)["", ".gz"])
            {
                var path =
                    Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}{separator}idx{rank}-ubyte{end}"));
                if (File.Exists(path)) return new IdxSource(path, rank);
            }
        throw new DataException($"{DataFile.Show(folder)} has no file {name}-idx{rank}-ubyte or {name}-idx{rank}-ubyte.gz.");
    }

    private static void Fit(IdxSource images, IdxSource labels)
    {
        if (images.Count != labels.Count)
            throw labels.Fault(4, $"it holds {labels.Count} labels for {images.Count} images");
    }

    private static void ReadLabels(IdxSource source, Span<int> labels)
    {
        var bytes = new byte[labels.Length];
        source.ReadBytes(bytes);
        for (var i = 0; i < bytes.Length; i++) labels[i] = bytes[i];
    }
}
