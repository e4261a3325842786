namespace Pipeline.Cli.Bench.Cluster;

/// <summary>What the model says of a number of silos.</summary>
/// <param name="Silos">How many.</param>
/// <param name="CoresPerSilo">Cores of each.</param>
/// <param name="SilosEventsPerSecond">What the silos can take.</param>
/// <param name="RedisEventsPerSecond">What Redis can take.</param>
/// <param name="EventsPerSecond">The smaller of both.</param>
/// <param name="BusyFirst">What sets it.</param>
internal sealed record ClusterModelRow(
    int Silos, int CoresPerSilo, double SilosEventsPerSecond, double RedisEventsPerSecond, double EventsPerSecond, string BusyFirst);
