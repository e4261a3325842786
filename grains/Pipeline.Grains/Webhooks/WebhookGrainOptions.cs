namespace Pipeline.Grains.Webhooks;

/// <summary>How webhooks are looked after. Section <c>Pipeline:Webhooks</c> of the configuration.</summary>
public sealed class WebhookGrainOptions
{
    public const string Section = "Pipeline:Webhooks";

    /// <summary>How often an outbox looks whether something is due. Range 10 ms to 1 min, default 500 ms.</summary>
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often each webhook is brought back into memory if it has left it, as after a fault. Range 10 ms to 1 h, default 30 s.</summary>
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A snapshot of an outbox is written when something has changed and the last one is so old. At least 10 ms, default 60 s.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(60);
}
