using System.Text;
using System.Text.Json;
using Spans.Losses;

namespace Spans.Tests.Losses;

public sealed class LossCatalogueTests
{
    [Fact]
    public void All_EveryLossOfTheLibrary_IsThereOnce()
    {
        var types = typeof(ILoss).Assembly.GetTypes().Where(type => typeof(ILoss).IsAssignableFrom(type) && !type.IsInterface);
        Assert.Equal(
            types.Select(type => type.Name).Order(), LossCatalogue.All.Select(entry => entry.Example.GetType().Name).Order());
        Assert.Equal(LossCatalogue.All.Count, LossCatalogue.All.Select(entry => entry.Name).Distinct().Count());
    }

    [Fact]
    public void Get_EveryName_GivesThatLoss()
    {
        foreach (var entry in LossCatalogue.All) Assert.Equal(entry.Name, LossCatalogue.Get(entry.Name).Name);
    }

    [Fact]
    public void Get_UnknownName_ListsWhatThereIs()
    {
        var failure = Assert.Throws<ArgumentException>(() => LossCatalogue.Get("hubris"));
        Assert.Contains("no loss 'hubris'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("huber", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatWriteWrote_IsTheSameLoss()
    {
        foreach (var loss in LossData.Losses(4))
        {
            var json = Json(loss);
            var read = LossCase.Parse(json);
            Assert.IsType(loss.GetType(), read);
            Assert.Equal(json, Json(read));
            var data = LossData.Values(loss, 5, 4, seed: 8);
            Assert.Equal(data.Value(loss), data.Value(read));
        }
    }

    [Theory]
    [InlineData("""[]""", "A loss must be a JSON object with a name.")]
    [InlineData("""{"delta": 1}""", "A loss must be a JSON object with a name.")]
    [InlineData("""{"name": "hubris"}""", "There is no loss 'hubris'")]
    [InlineData("""{"name": "huber", "delta": "1"}""", "'delta' is a string but must be a finite number")]
    [InlineData("""{"name": "huber", "delta": 1e99}""", "must be a finite number")]
    [InlineData("""{"name": "huber", "delta": -1}""", "delta is -1 but must be finite and above 0")]
    [InlineData("""{"name": "huber", "gamma": 1}""", "unknown property 'gamma'")]
    [InlineData("""{"name": "mean-squared-error", "delta": 1}""", "unknown property 'delta'")]
    [InlineData("""{"name": "cross-entropy", "class_weights": [1, "2"]}""", "must be a list of numbers")]
    [InlineData(
        """{"name": "cross-entropy", "class_weights": [1, -2]}""", "weights[1] is -2 but must be finite and zero or more")]
    public void Read_BadObject_IsNamed(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => LossCase.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_LossOfTheUsersOwn_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Json(new OwnLoss()));

    private static string Json(ILoss loss)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) LossCatalogue.Write(writer, loss);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed record OwnLoss : ILoss
    {
        public string Name => "own";

        public Link Link => Link.Identity;

        public double Evaluate(in LossPass pass) => 0;
    }
}
