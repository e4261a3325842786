namespace Pipeline.Actors;

/// <summary>Base of all grain interfaces.</summary>
public interface IGrain : IAddressable;
