namespace Pipeline.Grains.Training;

/// <summary>How much of the silo's processors fitting forests may take. Section <c>Pipeline:Detection</c> of the configuration.</summary>
public sealed class ForestTrainerOptions
{
    public const string Section = "Pipeline:Detection";

    /// <summary>Forests that are fitted at once, each on a thread. Range 1 to 64, default 1: that keeps up with 50,000 endpoints.</summary>
    public int TrainingThreads { get; set; } = 1;

    /// <summary>Forests that wait for their turn; what comes then stays due, and comes again at the next housekeeping. Range 1 to 10,000, default 256.</summary>
    public int TrainingQueueMax { get; set; } = 256;
}
