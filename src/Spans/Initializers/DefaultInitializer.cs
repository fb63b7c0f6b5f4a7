using Spans.Activations;

namespace Spans.Initializers;

/// <summary>The weights' initializer where the user names none: it follows the activation.</summary>
public static class DefaultInitializer
{
    /// <summary>
    /// He for ReLU and its kin, with the gain of a leaky slope; LeCun for SELU; Glorot (Xavier) for all others: sigmoid, tanh and
    /// the identity.
    /// </summary>
    public static IInitializer For(IActivation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation.Name switch
        {
            "leaky-relu" => new HeNormal { Gain = activation.Gain },
            "relu" or "relu6" or "elu" or "gelu" or "gelu-tanh" or "silu" or "mish" or "hard-swish" or "softplus" =>
                new HeNormal(),
            "selu" => new LeCunNormal(),
            _ => new GlorotNormal(),
        };
    }
}
