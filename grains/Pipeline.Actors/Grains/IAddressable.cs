namespace Pipeline.Actors;

/// <summary>Something with a <see cref="GrainId"/>: a grain, or a reference to one.</summary>
public interface IAddressable;
