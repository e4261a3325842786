using Pipeline.Ml.Tails;
using Xunit.Abstractions;

namespace Pipeline.Ml.Tests.Tails;

/// <summary>
/// A model is fitted on rows of a distribution and asked about others of the same: the share with a p this small, averaged over many
/// models, may not be larger than p beyond what chance allows. Seeds 1001 to 1060 of every distribution.
/// </summary>
public sealed class TailCalibrationTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1001;
    private const int Models = 60;
    private const int HeldOut = 2_000;

    public static TheoryData<string, int> All { get; } = Table(
        ["normal", "normal far from 0", "exponential", "lognormal", "Poisson 2", "Poisson 20", "negative binomial", "uniform integers",
         "constant", "two-valued", "rarely missing", "often missing"], [100, 500, 4_000]);

    public static TheoryData<string, int> Continuous { get; } = Table(["normal", "normal far from 0", "exponential", "lognormal", "Pareto 1.5"], [4_000]);

    [Theory]
    [MemberData(nameof(All))]
    public void HeldOutRows_AreNotMoreSurprisingThanPromised(string distribution, int rows)
    {
        foreach (double promised in (double[])[0.01, 0.001, 0.0001])
        {
            (double share, double error) = Share(distribution, rows, promised);

            // Between models the shares vary by what each has seen, so that their own spread gives the interval; the binomial one is for
            // shares so small that the spread itself is uncertain.
            double binomial = Math.Sqrt(promised / ((double)Models * HeldOut));
            double most = promised + (3 * Math.Max(error, binomial));
            output.WriteLine($"{distribution}, {rows} rows: {share:0.000000} +- {error:0.000000} of p <= {promised}");
            Assert.True(share <= most, $"{distribution}, {rows} rows, seeds from {FirstSeed}: {share} of p <= {promised}, at most {most}");
        }
    }

    [Theory]
    [MemberData(nameof(Continuous))]
    public void HeldOutRowsOfContinuousFeatures_AreAboutAsSurprisingAsPromised(string distribution, int rows)
    {
        foreach (double promised in (double[])[0.01, 0.001])
        {
            (double share, double error) = Share(distribution, rows, promised);
            output.WriteLine($"{distribution}, {rows} rows: {share:0.000000} +- {error:0.000000} of p <= {promised}");
            Assert.True(share >= (0.9 * promised) - (3 * error), $"{distribution}, {rows} rows, seeds from {FirstSeed}: only {share} of p <= {promised}");
        }
    }

    /// <summary>With a tail this heavy and 100 rows the index is hardly known; what is promised may be missed by a factor, not by orders.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(4_000)]
    public void HeavyTail_DoesNotScream(int rows)
    {
        foreach (double promised in (double[])[0.01, 0.001, 0.0001])
        {
            (double share, double error) = Share("Pareto 1.5", rows, promised);
            output.WriteLine($"Pareto 1.5, {rows} rows: {share:0.000000} +- {error:0.000000} of p <= {promised}");
            Assert.True(share <= (2 * promised) + (3 * error), $"{rows} rows, seeds from {FirstSeed}: {share} of p <= {promised}");
        }
    }

    [Fact]
    public void ManyColumns_ShareOnePromise()
    {
        string[] names = ["normal", "exponential", "lognormal", "Poisson 2", "negative binomial", "Pareto 1.5"];
        SampleSource source = new(7);
        TailModel model = TailModel.Fit(source.Table(names, 3_000), new TailOptions());
        double[] scores = new double[20_000];
        model.Score(source.Table(names, scores.Length), scores);

        double share = scores.Count(score => score >= -Math.Log(0.01)) / (double)scores.Length;
        Assert.InRange(share, 0.004, 0.0125);
    }

    private static (double Share, double Error) Share(string distribution, int rows, double promised)
    {
        double sum = 0, squares = 0;
        for (int seed = FirstSeed; seed < FirstSeed + Models; seed++)
        {
            SampleSource source = new(seed);
            TailModel model = TailModel.Fit(source.Column(distribution, rows), new TailOptions());
            double[] scores = new double[HeldOut];
            model.Score(source.Column(distribution, HeldOut), scores);
            double share = scores.Count(score => score >= -Math.Log(promised)) / (double)HeldOut;
            sum += share;
            squares += share * share;
        }

        double mean = sum / Models;
        return (mean, Math.Sqrt(Math.Max(0, (squares / Models) - (mean * mean)) / (Models - 1)));
    }

    private static TheoryData<string, int> Table(string[] names, int[] rows)
    {
        TheoryData<string, int> data = [];
        foreach (string name in names)
        {
            foreach (int count in rows)
                data.Add(name, count);
        }

        return data;
    }
}
