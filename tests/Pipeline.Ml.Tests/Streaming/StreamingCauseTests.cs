using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class StreamingCauseTests
{
    private static readonly StreamingDetectorOptions Options = new() { DriftPValue = 0, Forest = new() { Seed = 3 } };

    [Fact]
    public void Explain_ValueBeyondAllSeen_IsItsColumnAndSide()
    {
        StreamingDetector detector = Learnt(seed: 21);

        detector.Score([0f, -500f, 0f]);

        Assert.Equal(new StreamingCause(StreamingEvidence.Tail, 1, IsHigh: false), detector.Explain());
    }

    [Fact]
    public void Explain_ValuesBetweenTwoModes_IsACombinationThatTheForestSees()
    {
        StreamingDetector detector = Learnt(seed: 22);
        StreamingScore score = default;
        for (int row = 0; row < 12; row++)
            score = detector.Score([0f, 0f, 0f]);

        // The third column has its mode where the other two have none.
        StreamingCause cause = detector.Explain();
        Assert.True(score.ForestSurprise > score.TailSurprise, $"the tail's surprise is {score.TailSurprise}");
        Assert.Equal(StreamingEvidence.Forest, cause.Evidence);
        Assert.InRange(cause.Column, 0, 1);
    }

    [Fact]
    public void Explain_NothingSeen_NamesNoColumn() => Assert.Equal(-1, new StreamingDetector(3, Options).Explain().Column);

    /// <summary>Two columns that are both about 8 or both about -8, and one about 0; 1,000 rows of it.</summary>
    private static StreamingDetector Learnt(int seed)
    {
        var detector = new StreamingDetector(3, Options);
        float[] rows = new Noise(seed).Rows(1_000, 3);
        for (int row = 0; row < 1_000; row++)
        {
            float centre = row % 2 == 0 ? 8f : -8f;
            detector.Score([rows[3 * row] + centre, rows[(3 * row) + 1] + centre, rows[(3 * row) + 2]]);
        }

        return detector;
    }
}
