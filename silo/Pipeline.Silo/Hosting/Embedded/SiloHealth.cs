namespace Pipeline.Silo.Hosting;

/// <summary>Whether it is of use to leave this process running.</summary>
internal sealed class SiloHealth
{
    /// <summary>Why it is not; null while it is. One process alone has nobody who could say so.</summary>
    public string? FindFault() => null;
}
