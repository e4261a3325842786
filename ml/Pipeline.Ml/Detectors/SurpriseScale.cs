using Pipeline.Ml.Tails;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Detectors;

/// <summary>Turns the forest's score of a row into surprise: -ln of the share of usual rows that score as high.</summary>
/// <remarks>
/// Up to the highest calibration score the p-value is the conformal one, (1 + scores as high) / (n + 1), made continuous between ranks: of
/// the highest 256 scores each is kept, below them ranks a fiftieth apart, so that p is within 2 % (or one rank) of it and rows never tie
/// unless their scores do. Beyond the highest, the fitted tail of <see cref="PeaksOverThreshold"/> goes on. At most 1,500 knots.
/// </remarks>
internal sealed class SurpriseScale
{
    private const int ExactRanks = 256;
    private const double RankStep = 1.02;

    // Forests of different parts score equal rows alike but for rounding: a score counts as higher from this difference on.
    private const double Rounding = 1e-6;

    // Beyond the highest score, until the tail takes over, so that an order remains where p cannot fall yet.
    private const double TieBreak = 1e-6;

    private readonly PeaksOverThreshold _tail;
    private readonly double[] _scores;
    private readonly double[] _surprises;

    private SurpriseScale(PeaksOverThreshold tail, double[] scores, double[] surprises)
    {
        _tail = tail;
        _scores = scores;
        _surprises = surprises;
    }

    /// <summary>Calibrates on the scores of usual rows that the forest has not seen.</summary>
    /// <param name="scores">At least one; in order of time if <paramref name="order"/> says so.</param>
    /// <param name="order">Whether scores may come in runs.</param>
    public static SurpriseScale Fit(ReadOnlySpan<double> scores, RowOrder order)
    {
        PeaksOverThreshold tail = PeaksOverThreshold.Fit(
            scores, new PeaksOverThresholdOptions { RunLength = order == RowOrder.TimeSeries ? null : 0 });
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);

        List<double> knots = [];
        List<double> surprises = [];
        double next = 1;
        for (int rank = 1; rank <= sorted.Length; rank++)
        {
            // From the highest down. Of equal scores the last counts: as many are as high.
            double score = sorted[^rank];
            bool isLastOfItsKind = rank == sorted.Length || sorted[^(rank + 1)] < score;
            if (isLastOfItsKind && (rank <= ExactRanks || rank >= next || rank == sorted.Length))
            {
                knots.Add(score);
                surprises.Add(-Math.Log((1.0 + rank) / (sorted.Length + 1.0)));
                next = rank * RankStep;
            }
        }

        knots.Reverse();
        surprises.Reverse();
        return new SurpriseScale(tail, [.. knots], [.. surprises]);
    }

    /// <summary>-ln p in nats, 0 or more; rises with the score.</summary>
    public double Surprise(double score)
    {
        score -= Rounding;
        int at = Array.BinarySearch(_scores, score);
        if (at >= 0)
        {
            return _surprises[at];
        }

        at = ~at;
        if (at == 0)
        {
            return 0;
        }

        if (at == _scores.Length)
        {
            double beyond = Math.Clamp(-Math.Log(_tail.PValue(score)), _surprises[^1], TailModel.MaxSurprise);
            return beyond + (TieBreak * (1 - Math.Exp(_scores[^1] - score)));
        }

        double share = (score - _scores[at - 1]) / (_scores[at] - _scores[at - 1]);
        return _surprises[at - 1] + (share * (_surprises[at] - _surprises[at - 1]));
    }

    public void Write(BinaryWriter writer)
    {
        _tail.Write(writer);
        writer.Write(_scores.Length);
        for (int i = 0; i < _scores.Length; i++)
        {
            writer.Write(_scores[i]);
            writer.Write(_surprises[i]);
        }
    }

    /// <exception cref="InvalidDataException">The numbers are not those of a scale.</exception>
    public static SurpriseScale Read(BinaryReader reader)
    {
        PeaksOverThreshold tail = PeaksOverThreshold.Read(reader);
        int count = reader.ReadInt32();
        if (count < 1 || count > (reader.BaseStream.Length - reader.BaseStream.Position) / (2 * sizeof(double)))
        {
            throw new InvalidDataException($"A scale has {count} knots.");
        }

        double[] scores = new double[count];
        double[] surprises = new double[count];
        for (int i = 0; i < count; i++)
        {
            scores[i] = reader.ReadDouble();
            surprises[i] = reader.ReadDouble();
            bool rises = i == 0
                ? double.IsFinite(scores[i]) && surprises[i] >= 0
                : scores[i] > scores[i - 1] && surprises[i] > surprises[i - 1];
            if (!rises || !double.IsFinite(scores[i]) || !(surprises[i] < TailModel.MaxSurprise))
            {
                throw new InvalidDataException($"Knot {i} of a scale, ({scores[i]}, {surprises[i]}), does not go on from the one before.");
            }
        }

        return new SurpriseScale(tail, scores, surprises);
    }
}
