namespace Pipeline.Cli.Bench.Chaos;

/// <summary>When a silo is killed on the way from calls to a message, and which: the one that holds what is just at work.</summary>
internal enum AlertKillMoment
{
    /// <summary>The calls are acknowledged and not yet judged: the silo with the endpoint.</summary>
    Endpoint,

    /// <summary>The incident can be seen: the silo with the alerts.</summary>
    Alert,

    /// <summary>The receiver has the message and has not answered: the silo with the webhook.</summary>
    Webhook,
}
