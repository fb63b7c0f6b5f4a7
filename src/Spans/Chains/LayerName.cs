namespace Spans.Chains;

/// <summary>A layer's name for people: its type's, with the activation it is closed over: <c>Dense(Relu)</c>.</summary>
public static class LayerName
{
    /// <summary>The name of <paramref name="layer"/>.</summary>
    public static string Of(ILayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var type = layer.GetType();
        var name = type.Name;
        if (!type.IsGenericType) return name;
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}({type.GenericTypeArguments[0].Name})";
    }
}
