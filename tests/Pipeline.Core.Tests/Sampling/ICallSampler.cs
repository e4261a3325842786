namespace Pipeline.Core.Tests.Sampling;

/// <summary>Decides, before a call is looked at, which calls of a thread, endpoint and segment are recorded, and with which weight.</summary>
internal interface ICallSampler
{
    /// <summary>Another second begins, with the probability that the load allows.</summary>
    void BeginSecond(double probability);

    /// <summary>Decides about the next call of the second.</summary>
    /// <param name="isAlwaysKept">Whether another rule keeps it whatever chance says: an error, or a slow outlier.</param>
    /// <param name="weightMicro">Its weight, if it is kept.</param>
    bool TryKeep(bool isAlwaysKept, out long weightMicro);
}
