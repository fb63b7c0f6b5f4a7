using System.Globalization;

namespace Spans.Diagnostics.TensorBoard;

/// <summary>Hyperparameters as TensorBoard's table of runs shows them.</summary>
/// <remarks>Source: the hparams plugin's <c>plugin_data.proto</c> and <c>api.proto</c>.</remarks>
internal static class HyperparameterEvents
{
    private const int Metadata = 9;
    private const int StringType = 1;
    private const int BooleanType = 2;
    private const int NumberType = 3;

    /// <summary>Declares the columns and writes this run's values; numbers stay numbers, all else becomes text.</summary>
    internal static void Begin(EventFile file, IReadOnlyDictionary<string, object?> values, IReadOnlyList<string> metrics)
    {
        file.Event(0, message => Plugin(message, "_hparams_/experiment", () =>
        {
            message.Open(2);
            message.Double(4, file.Now);
            foreach (var (name, value) in values)
            {
                message.Open(5);
                message.Text(1, name);
                message.Integer(4, value is bool ? BooleanType : Number(value) is null ? StringType : NumberType);
                message.Close();
            }
            foreach (var metric in metrics)
            {
                message.Open(6);
                message.Open(1);
                message.Text(2, metric);
                message.Close();
                message.Close();
            }
            message.Close();
        }));
        file.Event(0, message => Plugin(message, "_hparams_/session_start_info", () =>
        {
            message.Open(3);
            foreach (var (name, value) in values)
            {
                message.Open(1);
                message.Text(1, name);
                message.Open(2);
                if (value is bool flag) message.Boolean(4, flag);
                else if (Number(value) is { } number) message.Double(2, number);
                else message.Text(3, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                message.Close();
                message.Close();
            }
            message.Double(5, file.Now);
            message.Close();
        }));
    }

    /// <summary>Says how the run ended.</summary>
    internal static void End(EventFile file, bool success) =>
        file.Event(0, message => Plugin(message, "_hparams_/session_end_info", () =>
        {
            message.Open(4);
            message.Integer(1, success ? 1 : 2);
            message.Double(2, file.Now);
            message.Close();
        }));

    private static void Plugin(MessageWriter message, string tag, Action content)
    {
        message.Open(5);
        message.Open(1);
        message.Text(1, tag);
        message.Open(Metadata);
        message.Open(1);
        message.Text(1, "hparams");
        message.Open(2);
        content();
        message.Close();
        message.Close();
        message.Close();
        message.Close();
        message.Close();
    }

    private static double? Number(object? value) => value switch
    {
        int number => number,
        long number => number,
        ulong number => number,
        float number => number,
        double number => number,
        _ => null,
    };
}
