using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>What is usual of one feature.</summary>
internal interface IBaseline
{
    /// <summary>Windows that it was learnt from.</summary>
    long Learnt { get; }

    Judgement Judge(in Observation observation);

    /// <summary>Takes a window that was nothing unusual.</summary>
    /// <param name="observation">The window.</param>
    /// <param name="z">Its distance from what was usual, see <see cref="Judgement.Z"/>.</param>
    /// <param name="span">Windows that what is usual shall reach back over.</param>
    void Learn(in Observation observation, double z, long span);

    /// <summary>Takes these for all that is usual: a shift that stays.</summary>
    void Adopt(IReadOnlyList<Observation> observations);

    /// <summary>Takes these for usual as well: somebody said so.</summary>
    void Blend(IReadOnlyList<Observation> observations);

    void Write(PackedWriter writer);
}
