namespace Pipeline.Actors.Activations;

/// <summary>A piece of host work that a <see cref="TurnScheduler"/> runs as one turn.</summary>
internal interface ITurn
{
    void Run();
}
