using Pipeline.Core.Costs;

namespace Pipeline.Core.Tests.Costs;

public sealed class AddedPartsTests
{
    [Fact]
    public void Of_ManySeeds_PartsAddUpToTheDifference()
    {
        for (int seed = 1; seed <= 5_000; seed++)
        {
            Random random = new(seed);
            (double Events, double Calls, double Time) before = Draw(random);
            (double Events, double Calls, double Time) now = Draw(random);

            AddedParts parts = AddedParts.Of(before, now);

            Assert.Equal(parts.Volume + parts.PerEvent + parts.PerCall!.Value, parts.Difference);
            double whole = (now.Events * now.Time) - (before.Events * before.Time);

            // The terms that cancel may be larger than what remains of them.
            double largest = Math.Max(now.Events, before.Events) * Math.Max(now.Time, before.Time) * Math.Max(1, before.Calls == 0 ? 1 : now.Calls / before.Calls);
            Assert.True(Math.Abs(whole - parts.Difference) <= 1e-12 * largest, $"seed {seed}: {parts} of {whole}");
        }
    }

    [Theory]
    // Events per second, calls per event and time per event, before and now; then volume, per event, per call.
    [InlineData(1, 847, 4.0, 10, 847, 4.0, 36, 0, 0)] // ten times the traffic and nothing else
    [InlineData(2, 3, 6.0, 2, 847, 1_694.0, 0, 3_376, 0)] // more calls per event
    [InlineData(2, 5, 10.0, 2, 5, 30.0, 0, 0, 40)] // slower calls
    [InlineData(1, 2, 4.0, 3, 5, 50.0, 8, 18, 120)] // all at once: what they do together goes to the later one
    [InlineData(0, 0, 0.0, 3, 5, 50.0, 150, 0, 0)] // no events before
    [InlineData(3, 5, 50.0, 0, 0, 0.0, -150, 0, 0)] // no events now
    [InlineData(3, 0, 0.0, 3, 5, 50.0, 0, 150, 0)] // a new operation
    [InlineData(3, 5, 50.0, 6, 0, 0.0, 150, -300, 0)] // an operation that went
    [InlineData(0, 0, 0.0, 0, 0, 0.0, 0, 0, 0)]
    public void Of_Factors_GoOneAfterTheOther(
        double events0, double calls0, double time0, double events1, double calls1, double time1, double volume, double perEvent, double perCall)
    {
        AddedParts parts = AddedParts.Of((events0, calls0, time0), (events1, calls1, time1));
        Assert.Equal((volume, perEvent, perCall), (Math.Round(parts.Volume, 9), Math.Round(parts.PerEvent, 9), Math.Round(parts.PerCall!.Value, 9)));
    }

    [Fact]
    public void Of_TwoFactors_HasNoPartPerCall()
    {
        AddedParts parts = AddedParts.Of((2, 3), (5, 7));
        Assert.Equal(new AddedParts(9, 20, null), parts);
        Assert.Equal(29, parts.Difference);
    }

    private static (double Events, double Calls, double Time) Draw(Random random)
    {
        double events = random.Next(8) == 0 ? 0 : Math.Pow(10, (random.NextDouble() * 8) - 2);
        double calls = random.Next(8) == 0 ? 0 : Math.Pow(10, (random.NextDouble() * 5) - 2);
        return (events, calls, calls == 0 ? 0 : calls * Math.Pow(10, (random.NextDouble() * 6) - 3));
    }
}
