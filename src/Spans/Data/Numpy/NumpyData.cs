using Spans.Memory;

namespace Spans.Data.Numpy;

/// <summary>
/// Data sets in NumPy's files: a .npz with <c>x</c> and <c>y</c>, or with <c>x_train</c>, <c>y_train</c>, <c>x_test</c> and
/// <c>y_test</c>; or two .npy files. x is [rows], [rows, inputs], [rows, height, width] or [rows, channels, height, width]; bytes
/// are divided by 255. Integers in y [rows] are classes, floats in y [rows] or [rows, targets] values to regress.
/// </summary>
public static class NumpyData
{
    // As many classes as a model file may name.
    private const int MaxLabel = 999_999;

    private static readonly string[] s_names = ["x", "y", "x_train", "y_train", "x_test", "y_test"];

    /// <summary>Reads and divides a data set.</summary>
    /// <param name="path">A .npz file, or a .npy file of x.</param>
    /// <param name="targetPath">The .npy file of y; null for a .npz.</param>
    /// <param name="task">What y means; null to tell by its type.</param>
    /// <param name="validation">The share held out for validation.</param>
    /// <param name="test">The share held out for testing, where the file does not say which rows are.</param>
    /// <param name="seed">The seed of the division.</param>
    /// <exception cref="DataException">A file cannot be read, or its arrays do not fit each other.</exception>
    public static PreparedData Read(
        string path, string? targetPath, LearningTask? task, double validation, double test, ulong seed)
    {
        var (x, y, trained) = Arrays(path, targetPath);
        var subject = DataFile.Show(path);
        if (y is null) throw new DataException($"{subject} has no array 'y'; without targets it can only be predicted for.");
        var (shape, rows) = SampleShape(x, subject);
        if (y.Extents.Count == 0 || y.Extents[0] != rows)
            throw new DataException($"{subject}: y has {(y.Extents.Count == 0 ? 0 : y.Extents[0])} rows but x has {rows}.");
        var divisor = x.IsByte ? 255 : 1;
        Divide(x.Buffer, divisor);
        var classifies = task is { } given ? given == LearningTask.Classification : y.IsInteger && y.Buffer.Length == rows;
        var labels = classifies ? Labels(y, rows, subject) : null;
        var all = RowSet.Range(0, rows);
        var split = trained is { } count
            ? Split.ByShare(RowSet.Range(0, count), labels, validation, 0, seed) with { Test = RowSet.Range(count, rows - count) }
            : Split.ByShare(all, labels, validation, test, seed);
        if (split.Train.Count == 0) throw new DataException($"{subject}: no rows are left to train on.");
        if (labels is not null)
        {
            var names = PreparedData.NumberedClasses(labels);
            return Explained(subject, () => new PreparedData(
                new Dataset(shape, x.Buffer, labels, null, []) { ClassNames = names }, split,
                Preprocessing.ForValues(shape, divisor, names)));
        }
        var target = Standardize(y.Buffer, y.Buffer.Length / rows, split.Train, subject);
        return Explained(subject, () => new PreparedData(
            new Dataset(shape, x.Buffer, null, y.Buffer, []) { TargetNames = target.Names }, split,
            new Preprocessing(shape, divisor, [], null, target)));
    }

    /// <summary>Reads rows that a model with this preprocessing is to predict for, or be scored on.</summary>
    /// <param name="preprocessing">The model's; not that of a table.</param>
    /// <param name="path">A .npz file (its x, or its x_test and y_test), or a .npy file of x.</param>
    /// <param name="targetPath">The .npy file of y, or null.</param>
    /// <param name="labelled">Whether y is needed.</param>
    /// <exception cref="DataException">A file cannot be read, or its arrays do not fit the model.</exception>
    public static DataView Read(Preprocessing preprocessing, string path, string? targetPath, bool labelled)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        var (x, y, trained) = Arrays(path, targetPath);
        var subject = DataFile.Show(path);
        var (shape, rows) = SampleShape(x, subject);
        if (shape.Elements != preprocessing.InputShape.Elements)
            throw new DataException($"{subject}: its rows are {shape} but the model takes {preprocessing.InputShape}.");
        Divide(x.Buffer, preprocessing.Divisor);
        var used = RowSet.Range(trained ?? 0, rows - (trained ?? 0));
        if (!labelled)
            return Explained(subject, () => new Dataset(preprocessing.InputShape, x.Buffer, null, null, [])).View(used);
        if (y is null) throw new DataException($"{subject} has no array 'y', which scoring needs.");
        if (y.Extents.Count == 0 || y.Extents[0] != rows)
            throw new DataException($"{subject}: y does not have the {rows} rows of x.");
        var target = preprocessing.Target;
        if (target.Task == LearningTask.Classification)
        {
            var labels = Labels(y, rows, subject);
            foreach (var label in labels)
                if (label >= target.ClassNames.Count)
                    throw new DataException($"{subject}: class {label} is none of the model's {target.ClassNames.Count}.");
            return Explained(subject,
                () => new Dataset(preprocessing.InputShape, x.Buffer, labels, null, []) { ClassNames = target.ClassNames })
                    .View(used);
        }
        if (y.Buffer.Length != (long)rows * target.Means.Length)
            throw new DataException(
                $"{subject}: y has {y.Buffer.Length / rows} targets a row but the model has {target.Means.Length}.");
        for (var i = 0; i < y.Buffer.Length; i++)
            y.Buffer[i] = (float)((y.Buffer[i] - target.Means[i % target.Means.Length]) / target.Scales[i % target.Means.Length]);
        return Explained(subject, () => new Dataset(preprocessing.InputShape, x.Buffer, null, y.Buffer, [])).View(used);
    }

    private static (NumpyArray X, NumpyArray? Y, int? Trained) Arrays(string path, string? targetPath)
    {
        if (!NumpyFile.IsArchiveName(path))
            return (NumpyFile.Read(path), targetPath is null ? null : NumpyFile.Read(targetPath), null);
        if (targetPath is not null)
            throw new DataException($"{DataFile.Show(path)} has its own targets; a file of them goes with a .npy file.");
        var arrays = NumpyFile.ReadArchive(path, s_names);
        if (arrays.TryGetValue("x", out var x)) return (x, arrays.GetValueOrDefault("y"), null);
        if (!arrays.TryGetValue("x_train", out var trainX) || !arrays.TryGetValue("x_test", out var testX))
            throw new DataException($"{DataFile.Show(path)} has neither an array 'x' nor 'x_train' and 'x_test'.");
        var joined = Joined(trainX, testX, path);
        var y = arrays.TryGetValue("y_train", out var trainY) && arrays.TryGetValue("y_test", out var testY)
            ? Joined(trainY, testY, path) : null;
        return (joined, y, trainX.Extents[0]);
    }

    private static NumpyArray Joined(NumpyArray train, NumpyArray test, string path)
    {
        var fits = train.Extents.Count > 0 && train.Extents.Count == test.Extents.Count && train.IsByte == test.IsByte
            && train.IsInteger == test.IsInteger;
        for (var i = 1; fits && i < train.Extents.Count; i++) fits = train.Extents[i] == test.Extents[i];
        if (!fits) throw new DataException(
            $"{DataFile.Show(path)}: the arrays to train and to test with differ in type or in more than their rows.");
        if ((long)train.Buffer.Length + test.Buffer.Length > Array.MaxLength)
            throw new DataException($"{DataFile.Show(path)} has more than {Array.MaxLength} elements.");
        DataMemory.Check(sizeof(float) * ((long)train.Buffer.Length + test.Buffer.Length), DataFile.Show(path));
        int[] extents = [.. train.Extents];
        extents[0] += test.Extents[0];
        var values = new float[train.Buffer.Length + test.Buffer.Length];
        train.Values.CopyTo(values);
        test.Values.CopyTo(values.AsSpan(train.Buffer.Length));
        return train.With(extents, values);
    }

    private static (Shape Shape, int Rows) SampleShape(NumpyArray x, string subject)
    {
        var extents = x.Extents;
        if (extents.Count is 0 or > 4)
            throw new DataException($"{subject}: x has {extents.Count} extents but must have 1 to 4, the rows first.");
        if (x.Buffer.Length == 0) throw new DataException($"{subject}: x holds no numbers.");
        return (extents.Count switch
        {
            1 => Shape.Create([1]),
            2 => Shape.Create([extents[1]]),
            3 => Shape.Create([1, extents[1], extents[2]]),
            _ => Shape.Create([extents[1], extents[2], extents[3]]),
        }, extents[0]);
    }

    private static void Divide(float[] values, double divisor)
    {
        if (divisor == 1) return;
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] / divisor);
    }

    private static int[] Labels(NumpyArray y, int rows, string subject)
    {
        if (y.Buffer.Length != rows)
            throw new DataException($"{subject}: y has {y.Buffer.Length / rows} numbers a row but a class is one.");
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            if (!(y.Buffer[i] is >= 0 and <= MaxLabel && y.Buffer[i] == MathF.Floor(y.Buffer[i])))
                throw new DataException(FormattableString.Invariant(
                    $"{subject}: y of row {i} is {y.Buffer[i]} but must be a class: a whole number between 0 and {MaxLabel}."));
            labels[i] = (int)y.Buffer[i];
        }
        return labels;
    }

    // Targets become (value - mean) / deviation, both of the training rows.
    private static TargetTransform Standardize(float[] values, int targets, RowSet train, string subject)
    {
        var (names, indices) = (new string[targets], new int[targets]);
        var (means, scales) = (new double[targets], new double[targets]);
        for (var target = 0; target < targets; target++)
        {
            (names[target], indices[target]) = (FormattableString.Invariant($"target{target}"), target);
            var (mean, squares) = (0.0, 0.0);
            for (var i = 0; i < train.Count; i++)
            {
                var step = values[train[i] * targets + target] - mean;
                mean += step / (i + 1);
                squares += step * (values[train[i] * targets + target] - mean);
            }
            var deviation = Math.Sqrt(squares / train.Count);
            if (!double.IsFinite(mean) || !double.IsFinite(deviation))
                throw new DataException($"{subject}: y holds a number that is not finite.");
            (means[target], scales[target]) = (mean, deviation > 0 ? deviation : 1);
            for (var row = 0; row < values.Length / targets; row++)
                values[row * targets + target] = (float)((values[row * targets + target] - mean) / scales[target]);
        }
        return new TargetTransform(names, indices, false, [], means, scales);
    }

    private static T Explained<T>(string subject, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (DataException fault)
        {
            throw new DataException($"{subject}: {fault.Message}", fault);
        }
    }
}
