namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>Its activation passes the gate "begin" and then fails while the probe's gate "healed" is closed.</summary>
public interface IFragileGrain : IGrainWithStringKey
{
    Task<int> GetAsync();
}
