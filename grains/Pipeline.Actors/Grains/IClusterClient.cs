namespace Pipeline.Actors;

/// <summary>The way in for code that is not a grain.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the application.</summary>
    IServiceProvider ServiceProvider { get; }
}
