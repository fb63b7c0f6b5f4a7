using System.CommandLine;
using System.Globalization;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Data;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Random;
using Spans.Training;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X9: house prices from rooms, area, type and distance to the station: a network beats linear regression on rows held out. The houses are
/// drawn: a price for each square metre that falls with the distance, less for flats far out, more for houses near parks, and noise.
/// </summary>
internal sealed class HousePrices : IExperiment
{
    private const int Train = 1500;
    private const int Test = 500;
    private const int Inputs = 5;
    private const double Noise = 15;

    private readonly Option<int> _epochs = Checked.Integer("--epochs", "Epochs of the network", 150, 1, 10_000);

    public string Name => "house-prices";

    public string Summary => "House prices from rooms, area, type and distance: a network beats linear regression on rows held out";

    public IReadOnlyList<Option> Options => [_epochs];

    public LabReport Run(LabArguments arguments)
    {
        arguments.Begin("drawing houses");
        var (inputs, prices) = Draw(arguments.Seed);
        var (mean, deviation) = Standardize(inputs);
        var priceMean = prices.Take(Train).Average();
        var priceDeviation = Math.Sqrt(prices.Take(Train).Average(p => (p - priceMean) * (p - priceMean)));
        var targets = Array.ConvertAll(prices, p => (float)((p - priceMean) / priceDeviation));

        arguments.Begin("linear regression");
        var linear = LinearRegression.Fit<float>(inputs.AsSpan(0, Train * Inputs), targets.AsSpan(0, Train));
        double Linear(int row)
        {
            var sum = linear.Intercept;
            for (var j = 0; j < Inputs; j++) sum += linear.Weights[j] * inputs[row * Inputs + j];
            return sum;
        }
        arguments.Begin("network");
        var data = new Dataset([Inputs], inputs, targets);
        using var network = new Network([Inputs], new MultiLayerPerceptron { Hidden = [32, 16], Outputs = 1, Activation = new Tanh() }.Layers(), arguments.Seed);
        using var trainer = new Trainer(network, new MeanSquaredError(), new Adam { LearningRate = 0.01f }, new TrainerOptions
        {
            Epochs = arguments.Get(_epochs),
            Threads = arguments.Threads,
            Seed = arguments.Seed,
            Schedule = new Cosine(),
        });
        trainer.Fit(data.View(RowSet.Range(0, Train)), cancellationToken: arguments.Cancellation);
        arguments.Cancellation.ThrowIfCancellationRequested();
        var outputs = new float[Test];
        network.Forward(inputs.AsSpan(Train * Inputs), outputs, Test);

        var (byLine, byNetwork) = (0.0, 0.0);
        var (price, guessed, drawn) = (new double[Test], new double[Test], new double[Test]);
        for (var i = 0; i < Test; i++)
        {
            price[i] = prices[Train + i];
            (guessed[i], drawn[i]) = (Linear(Train + i) * priceDeviation + priceMean, outputs[i] * priceDeviation + priceMean);
            byLine += Math.Pow(guessed[i] - price[i], 2) / Test;
            byNetwork += Math.Pow(drawn[i] - price[i], 2) / Test;
        }
        (byLine, byNetwork) = (Math.Sqrt(byLine), Math.Sqrt(byNetwork));
        string[] names = ["rooms", "area m²", "flat", "house", "minutes to the station"];
        return new LabReport($"{Train} houses to train, {Test} to test; prices in thousands",
            [
                new TableExhibit("what is known of a house", ["input", "mean", "std", "weight of linear regression"],
                    [.. names.Select((name, j) => (IReadOnlyList<string>)[name, Text(mean[j]), Text(deviation[j]), Text(linear.Weights[j])])]),
                new TableExhibit("root mean squared error on the test", ["model", "thousands"],
                    [["linear regression", Text(byLine)], ["network 32-16", Text(byNetwork)], ["noise, which nobody can know", Text(Noise)]]),
                new CurvesExhibit("errors by price", new Axis("price"), new Axis("absolute error"),
                    [ByPrice("linear regression", price, guessed), ByPrice("network", price, drawn)]),
            ],
            [new Finding("the network beats linear regression on rows held out", byNetwork < 0.8 * byLine, $"{Text(byNetwork)} against {Text(byLine)}")]);
    }

    private static (float[] Inputs, double[] Prices) Draw(ulong seed)
    {
        var (inputs, prices) = (new float[(Train + Test) * Inputs], new double[Train + Test]);
        for (var row = 0; row < prices.Length; row++)
        {
            var rng = new Rng(seed, (ulong)row, 0);
            var rooms = 1 + rng.Below(0, 6);
            var area = 18.0 * rooms + 12 + 25 * rng.Uniform(1);
            var isHouse = rng.Uniform(2) < 0.4;
            var minutes = 1 + 44 * rng.Uniform(3);
            var perMetre = 2.2 + 4.5 * Math.Exp(-minutes / 12);
            // A garden is worth more than the way to it; a flat far out is worth little.
            var kind = isHouse ? 60 + 0.4 * area : -1.5 * Math.Max(0, minutes - 20);
            prices[row] = area * perMetre + kind + 8 * Math.Sqrt(rooms) + Noise * rng.Normal(4);
            (inputs[row * Inputs], inputs[row * Inputs + 1]) = (rooms, (float)area);
            (inputs[row * Inputs + 2], inputs[row * Inputs + 3]) = (isHouse ? 0 : 1, isHouse ? 1 : 0);
            inputs[row * Inputs + 4] = (float)minutes;
        }
        return (inputs, prices);
    }

    // By the training rows' mean and deviation.
    private static (double[] Mean, double[] Deviation) Standardize(float[] inputs)
    {
        var (mean, deviation) = (new double[Inputs], new double[Inputs]);
        for (var j = 0; j < Inputs; j++)
        {
            for (var row = 0; row < Train; row++) mean[j] += inputs[row * Inputs + j] / (double)Train;
            for (var row = 0; row < Train; row++) deviation[j] += Math.Pow(inputs[row * Inputs + j] - mean[j], 2) / Train;
            deviation[j] = Math.Sqrt(deviation[j]);
            for (var row = 0; row < Train + Test; row++) inputs[row * Inputs + j] = (float)((inputs[row * Inputs + j] - mean[j]) / deviation[j]);
        }
        return (mean, deviation);
    }

    // The mean error of each tenth of the houses, from the cheapest to the dearest.
    private static Series ByPrice(string name, double[] price, double[] guess)
    {
        var order = Enumerable.Range(0, price.Length).OrderBy(i => price[i]).Chunk(price.Length / 10).ToArray();
        return new Series(name, [.. order.Select(part => part.Average(i => price[i]))], [.. order.Select(part => part.Average(i => Math.Abs(guess[i] - price[i])))]);
    }

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
