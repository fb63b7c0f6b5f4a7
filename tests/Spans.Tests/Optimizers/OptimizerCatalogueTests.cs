using System.Text;
using System.Text.Json;
using Spans.Optimizers;

namespace Spans.Tests.Optimizers;

public class OptimizerCatalogueTests
{
    public static TheoryData<string> Configurations => OptimizerRun.Configurations;

    [Theory, MemberData(nameof(Configurations))]
    public void Read_WhatWriteWrote_IsEqual(string json)
    {
        var optimizer = OptimizerRun.Parse(json);
        Assert.Equal(optimizer, OptimizerRun.Parse(Write(optimizer)));
    }

    [Fact]
    public void All_EveryPublicOptimizer_IsThereUnderOneName()
    {
        var types = typeof(IOptimizer).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IOptimizer)) && type.IsClass);
        Assert.Equal(types.OrderBy(type => type.Name),
            OptimizerCatalogue.All.Select(optimizer => optimizer.GetType()).OrderBy(type => type.Name));
        Assert.Equal(OptimizerCatalogue.All.Count, OptimizerCatalogue.All.Select(optimizer => optimizer.Name).Distinct().Count());
        Assert.Equal("sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw, nadam, lion", OptimizerCatalogue.Names);
    }

    [Fact]
    public void Get_NameRateAndDecay_GivesThatOptimizer()
    {
        Assert.Equal(new Adam(), OptimizerCatalogue.Get("adam"));
        Assert.Equal(new Adam { LearningRate = 0.5f }, OptimizerCatalogue.Get("adam", 0.5f));
        Assert.Equal(new AdamW { WeightDecay = 0.5f }, OptimizerCatalogue.Get("adamw", weightDecay: 0.5f));
        foreach (var optimizer in OptimizerCatalogue.All)
            Assert.Equal(0.25f, OptimizerCatalogue.Get(optimizer.Name, 0.25f, 0.125f).LearningRate);
    }

    [Fact]
    public void Get_UnknownName_ListsTheKnown()
    {
        var thrown = Assert.Throws<ArgumentException>(() => OptimizerCatalogue.Get("adamm"));
        Assert.Contains("There is no optimizer 'adamm'; there are sgd, momentum,", thrown.Message);
    }

    [Theory]
    [InlineData("""[]""", "must be a JSON object with a name")]
    [InlineData("""{"learning_rate":1}""", "must be a JSON object with a name")]
    [InlineData("""{"name":"adamm"}""", "no optimizer 'adamm'; there are sgd")]
    [InlineData("""{"name":"adam","beta3":1}""", "beta3")]
    [InlineData("""{"name":"adam","beta1":"x"}""", "beta1")]
    [InlineData("""{"name":"adam","beta1":1}""", "Beta1 is 1 but must be at least 0 and below 1")]
    [InlineData("""{"name":"adam","amsgrad":1}""", "amsgrad")]
    [InlineData("""{"name":"sgd","learning_rate":-1}""", "LearningRate is -1 but must be finite and above 0")]
    [InlineData("""{"name":"sgd","learning_rate":1e99}""", "learning_rate")]
    public void Read_Broken_NamesWhatIsWrong(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => OptimizerRun.Parse(json)).Message);

    [Fact]
    public void Construction_NumbersOutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { LearningRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { LearningRate = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { LearningRate = float.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { WeightDecay = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { L1 = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum { Coefficient = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Nesterov { Momentum = -0.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp { Alpha = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adadelta { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NAdam { MomentumDecay = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lion { Beta2 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => OptimizerCatalogue.Get("adam", -1));
    }

    [Fact]
    public void Clipping_NormAndValue_FollowPyTorch()
    {
        Assert.False(GradientClipping.None.NeedsNorm);
        Assert.Equal(1, GradientClipping.None.ScaleFor(1e9));
        Assert.False(GradientClipping.ByValue(2).NeedsNorm);
        Assert.Equal(2, GradientClipping.ByValue(2).Limit);
        Assert.Equal(1, GradientClipping.ByNorm(5).ScaleFor(4));
        Assert.Equal((float)(5 / (10 + 1e-6)), GradientClipping.ByNorm(5).ScaleFor(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByValue(float.NaN));
    }

    private static string Write(IOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) OptimizerCatalogue.Write(writer, optimizer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
