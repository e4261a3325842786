namespace Pipeline.Simulation.Tests.Runs;

/// <summary>Chooses the steps of a run.</summary>
/// <remarks>
/// Each seed has a temper: every kind of disturbance is left out, usual or frequent in it. A run in which everything happens
/// all the time shows less than many runs in which a few things happen often.
/// </remarks>
internal sealed class FaultPlan
{
    private static readonly (StepKind Kind, int Weight, bool IsDisturbance)[] Usual =
    [
        (StepKind.NewBatch, 120, false),
        (StepKind.Anonymous, 15, false),
        (StepKind.Send, 200, false),
        (StepKind.Repeat, 40, false),
        (StepKind.SendDamaged, 4, false),
        (StepKind.Turns, 60, false),
        (StepKind.Commit, 150, false),
        (StepKind.Query, 20, false),
        (StepKind.AdvanceLittle, 80, false),
        (StepKind.AdvanceSeconds, 20, false),
        (StepKind.Settle, 25, false),
        (StepKind.ConfigureDetection, 6, true),
        (StepKind.MarkNormal, 6, true),
        (StepKind.AdvanceIdle, 20, true),
        (StepKind.AdvanceLong, 6, true),
        (StepKind.AdvanceDays, 4, true),
        (StepKind.SetClockBack, 5, true),
        (StepKind.FailCommit, 20, true),
        (StepKind.LoseOutcome, 20, true),
        (StepKind.TearCommit, 15, true),
        (StepKind.FailReads, 10, true),
        (StepKind.Deactivate, 20, true),
        (StepKind.CrashActivation, 15, true),
        (StepKind.DuplicateActivation, 20, true),
        (StepKind.DeactivateSegment, 8, true),
        (StepKind.CrashSegment, 12, true),
        (StepKind.DuplicateSegment, 12, true),
        (StepKind.RepeatPublications, 20, true),
        (StepKind.StopHost, 5, true),
        (StepKind.CrashHost, 8, true),
        (StepKind.LoseSnapshot, 10, true),
        (StepKind.DamageSnapshot, 10, true),
        (StepKind.Retain, 6, true),
    ];

    private readonly Random _random;
    private readonly int[] _upTo = new int[Usual.Length];

    public FaultPlan(Random random)
    {
        _random = random;
        int total = 0;
        for (int index = 0; index < Usual.Length; index++)
        {
            int factor = !Usual[index].IsDisturbance ? 1 : random.Next(4) switch { 0 => 0, 3 => 4, _ => 1 };
            total += Usual[index].Weight * factor;
            _upTo[index] = total;
        }
    }

    public StepKind Next()
    {
        int at = _random.Next(_upTo[^1]);
        int index = 0;
        while (_upTo[index] <= at)
            index++;
        return Usual[index].Kind;
    }
}
