using System.Globalization;
using Spans.Data;
using Spans.Data.Numpy;
using Spans.Losses;
using Spans.Native;
using Spans.Networks;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans predict</c>.</summary>
internal static class PredictRun
{
    private const int BatchSize = 256;

    internal static int Execute(string model, string source, string? output, bool probabilities, int limit)
    {
        if (output is not null)
        {
            OutputFile.CheckIsNot(output, "the model", model);
            OutputFile.CheckIsNot(output, "--data", source);
            OutputFile.CheckWritable(output);
        }
        using var network = Network.Load(model);
        var warnings = new List<string>();
        var view = SavedModelData.Load(network, source, targetFile: null, labelled: false, rows: null, warnings);
        foreach (var warning in warnings) Console.Error.WriteLine($"warning: {Failure.OneLine(warning)}");
        if (limit > 0 && limit < view.Count) view = view.Data.View(RowSet.Range(view.Rows.First, limit));
        if (output is not null && NumpyFile.IsName(output))
        {
            DurableFile.Write(output, PredictionArrays.Of(network, view, NumpyFile.IsArchiveName(output)));
            return ExitCode.Done;
        }
        var lines = new PredictionLines(network, view, probabilities);
        if (output is null) lines.Write(Console.Out);
        else DurableFile.Write(output, lines);
        return ExitCode.Done;
    }

    /// <summary>A header, then a line for each row: class and probability, or the predicted numbers.</summary>
    private sealed class PredictionLines(Network network, DataView view, bool probabilities) : IFileSource
    {
        public void WriteTo(Stream stream)
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            Write(writer);
        }

        internal void Write(TextWriter writer)
        {
            var card = network.Card;
            var isClassification = card.ClassNames.Count > 0;
            var outputs = network.Output.Elements;
            writer.WriteLine(string.Join(',', Header(card, isClassification, outputs)));
            using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = BatchSize });
            using var loader = new BatchLoader(view, BatchSize);
            var results = new float[BatchSize * outputs];
            loader.BeginEpoch(0);
            while (loader.Next(out var batch))
            {
                predictor.Predict(batch.Inputs, results.AsSpan(0, batch.Count * outputs), batch.Count);
                for (var row = 0; row < batch.Count; row++)
                    writer.WriteLine(Line(results.AsSpan(row * outputs, outputs), card, isClassification));
            }
        }

        private IEnumerable<string> Header(ModelCard card, bool isClassification, int outputs)
        {
            if (!isClassification)
            {
                for (var i = 0; i < outputs; i++)
                    yield return Quoted(
                        i < card.Preprocessing!.Target.Names.Count ? card.Preprocessing.Target.Names[i] : $"output{i}");
                yield break;
            }
            yield return "class";
            yield return "probability";
            if (!probabilities) yield break;
            foreach (var name in card.ClassNames) yield return Quoted(name);
        }

        private string Line(ReadOnlySpan<float> values, ModelCard card, bool isClassification)
        {
            var text = new System.Text.StringBuilder();
            if (isClassification)
            {
                // One sigmoid output stands for the second of two classes.
                var single = card.Link == Link.Sigmoid && values.Length == 1;
                var best = single ? values[0] >= 0.5f ? 1 : 0 : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);
                var probability = single ? best == 1 ? values[0] : 1 - values[0] : values[best];
                text.Append(
                    Quoted(best < card.ClassNames.Count ? card.ClassNames[best] : best.ToString(CultureInfo.InvariantCulture)));
                text.Append(',').Append(probability.ToString(CultureInfo.InvariantCulture));
                if (!probabilities) return text.ToString();
            }
            foreach (var value in values)
            {
                if (text.Length > 0) text.Append(',');
                text.Append(value.ToString(CultureInfo.InvariantCulture));
            }
            return text.ToString();
        }

        private static string Quoted(string text) =>
            text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
