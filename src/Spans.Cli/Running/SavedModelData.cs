using Spans.Data;
using Spans.Data.Numpy;
using Spans.Networks;

namespace Spans.Cli.Running;

/// <summary>Data as a saved model takes it: its own preprocessing, not one fitted anew.</summary>
internal static class SavedModelData
{
    /// <exception cref="RunException">The data are not of the kind the model was trained on.</exception>
    internal static DataView Load(
        Network network, string source, string? targetFile, bool labelled, string? rows, List<string> warnings)
    {
        var preprocessing = network.Card.Preprocessing
            ?? throw new RunException("The model does not say how raw data become its input; only code that knows can use it.");
        var view = Read(preprocessing, source, targetFile, labelled, warnings);
        if (view.Data.InputShape.Elements != network.Input.Elements)
            throw new RunException($"The data have rows of {view.Data.InputShape} but the model takes {network.Input}.");
        return rows is null ? view : view.Data.View(new RowSet(RowNumbers.Read(rows)));
    }

    private static DataView Read(
        Preprocessing preprocessing, string source, string? targetFile, bool labelled, List<string> warnings)
    {
        var isTable = preprocessing.Columns.Count > 0;
        if (source == ProblemSource.Digits || Directory.Exists(source))
        {
            if (isTable) throw new RunException($"The model was trained on a table; {source} holds images.");
            return (source == ProblemSource.Digits ? Digits.Draw() : IdxFolder.Read(source)).Test;
        }
        if (!File.Exists(source)) throw new DataException(
            $"--data {source}: there is no such file or folder (and it is not '{ProblemSource.Digits}').");
        if (NumpyFile.IsName(source))
        {
            if (isTable) throw new RunException($"The model was trained on a table; {source} holds an array.");
            return NumpyData.Read(preprocessing, source, targetFile, labelled);
        }
        if (!isTable) throw new RunException($"The model was trained on images; {source} is a table.");
        return (labelled ? preprocessing.ReadLabelled(source, null, warnings) : preprocessing.ReadInputs(source, null, warnings))
            .View();
    }
}
