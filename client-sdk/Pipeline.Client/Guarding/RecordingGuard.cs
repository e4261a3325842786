namespace Pipeline.Client.Guarding;

/// <summary>Holds what recording costs against its limit, and says how much detail is allowed.</summary>
/// <remarks>
/// Three steps down: a tenth of the details, a thousandth, only the one of each second. Counting itself always goes on. Fed once a second by
/// the collector; not thread-safe.
/// </remarks>
internal sealed class RecordingGuard(GuardOptions options, Action<GuardChange> changed)
{
    private static readonly double[] s_ceilings = [1, 0.1, 0.001, 0];
    private static readonly double[] s_canaryCeilings = [0.01, 0.05, 0.1, 0.25, 1];

    // A single second may be a garbage collection's: smooth over about five.
    private const double Smoothing = 0.2;

    // A service that starts compiles what it runs for the first time; that is no measure of what comes after.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);

    private TimeSpan _age;
    private TimeSpan _calm;
    private TimeSpan _inStage;
    private int _canary = options.Canary ? 0 : s_canaryCeilings.Length - 1;

    /// <summary>Share of the process's processor time that recording takes, smoothed; 0 to 1. After a step down what the step is to bring.</summary>
    public double Overhead { get; private set; }

    /// <summary>The same as it was measured, steps or not; null while the service warms up.</summary>
    public double? Measured { get; private set; }

    /// <summary>Steps down, 0 to 3.</summary>
    public int Level { get; private set; }

    /// <summary>The largest probability allowed to any call, 0 to 1.</summary>
    public double Ceiling => Math.Min(s_ceilings[Level], s_canaryCeilings[_canary]);

    /// <summary>Takes in what a period cost.</summary>
    /// <param name="cost">Processor time that recording took.</param>
    /// <param name="used">Processor time that the process took, recording included.</param>
    /// <param name="elapsed">How long the period was.</param>
    public void Observe(TimeSpan cost, TimeSpan used, TimeSpan elapsed)
    {
        AdvanceCanary(elapsed);
        _age += elapsed;
        if (_age <= s_warmUp)
            return;

        // An idle process has nothing to lose: it is held against a twentieth of a processor.
        double share = Math.Clamp(cost / Max(used, elapsed * 0.05), 0, 1);
        Measured = Measured is { } measured ? measured + (Smoothing * (share - measured)) : share;
        Overhead += Smoothing * (share - Overhead);
        if (Overhead > options.OverheadMax)
            StepDown();
        else if (Overhead < options.OverheadMax / 2)
            Calm(elapsed);
        else
            _calm = TimeSpan.Zero;
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private void StepDown()
    {
        _calm = TimeSpan.Zero;
        _inStage = TimeSpan.Zero;
        if (Level == s_ceilings.Length - 1)
            return;
        Level++;
        changed(new GuardChange(Overhead, Level, Ceiling));
        // What the step brings is to be seen before the next one.
        Overhead = options.OverheadMax * 0.75;
    }

    private void Calm(TimeSpan elapsed)
    {
        _calm += elapsed;
        if (Level == 0 || _calm < options.RecoverAfter)
            return;
        _calm = TimeSpan.Zero;
        Level--;
        changed(new GuardChange(Overhead, Level, Ceiling));
    }

    private void AdvanceCanary(TimeSpan elapsed)
    {
        if (_canary == s_canaryCeilings.Length - 1 || Level > 0)
            return;
        _inStage += elapsed;
        if (_inStage < options.CanaryStage)
            return;
        _inStage = TimeSpan.Zero;
        _canary++;
        changed(new GuardChange(Overhead, Level, Ceiling));
    }
}
