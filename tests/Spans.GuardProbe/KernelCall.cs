using Spans.Threading;

namespace Spans.GuardProbe;

/// <summary>
/// One call of a public kernel with everything it takes, described so that tests can bind, break and alias each argument.
/// </summary>
internal sealed unsafe class KernelCall
{
    private readonly List<Argument> _arguments = [];
    private readonly List<Number> _numbers = [];
    private readonly HashSet<(string, string)> _aliases = [];
    private Action<KernelCall> _run = static _ => { };
    private float*[] _pointers = [];
    private int[] _lengths = [];
    private int[] _values = [];

    internal IReadOnlyList<Argument> Arguments => _arguments;

    internal IReadOnlyList<Number> Numbers => _numbers;

    internal Team Team { get; set; } = Team.Single;

    /// <summary>Whether the lengths follow from the numbers alone, so that a wrong one can be told from the others.</summary>
    internal bool HasShape => _numbers.Count > 0;

    internal KernelCall Input(string name, int length, Func<int, float>? value = null, bool optional = false) =>
        Add(new Argument(name, Role.Input, length, value, optional));

    internal KernelCall InputOrLonger(string name, int length) =>
        Add(new Argument(name, Role.Input, length, null, false) { IsAtLeast = true });

    internal KernelCall Output(string name, int length, bool optional = false, Func<int, float>? value = null) =>
        Add(new Argument(name, Role.Output, length, value, optional));

    internal KernelCall Scratch(string name, int length, bool optional = false) =>
        Add(new Argument(name, Role.Scratch, length, null, optional));

    internal KernelCall Number(string name, int value, int least = 0)
    {
        _numbers.Add(new Number(name, value, least));
        return this;
    }

    /// <summary>The output may be the input's own memory.</summary>
    internal KernelCall InPlace(string input, string output)
    {
        _aliases.Add((input, output));
        return this;
    }

    internal KernelCall Runs(Action<KernelCall> run)
    {
        _run = run;
        _values = [.. _numbers.Select(number => number.Value)];
        _lengths = [.. _arguments.Select(argument => argument.Length)];
        _pointers = new float*[_arguments.Count];
        return this;
    }

    internal bool MayAlias(string a, string b) => _aliases.Contains((a, b)) || _aliases.Contains((b, a));

    internal void Place(int argument, float* pointer, int length)
    {
        _pointers[argument] = pointer;
        _lengths[argument] = length;
    }

    internal void Set(int number, int value) => _values[number] = value;

    internal float* Pointer(int argument) => _pointers[argument];

    internal int Length(int argument) => _lengths[argument];

    internal ReadOnlySpan<float> In(string name) => Out(name);

    internal ReadOnlySpan<int> Integers(string name)
    {
        var index = IndexOf(name);
        return new(_pointers[index], _lengths[index]);
    }

    internal ReadOnlySpan<double> Doubles(string name)
    {
        var index = IndexOf(name);
        return new(_pointers[index], _lengths[index] / 2);
    }

    internal Span<float> Out(string name)
    {
        var index = IndexOf(name);
        return new(_pointers[index], _lengths[index]);
    }

    internal int this[string name] => _values[_numbers.FindIndex(number => number.Name == name)];

    internal void Run() => _run(this);

    private KernelCall Add(Argument argument)
    {
        _arguments.Add(argument);
        return this;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _arguments.Count; i++)
            if (_arguments[i].Name == name) return i;
        throw new ArgumentException($"The call has no argument '{name}'.", nameof(name));
    }
}
