using System.Reflection;
using Pipeline.Actors.Activations;

namespace Pipeline.Actors.Calls;

/// <summary>Names a grain and turns calls of its interface into requests. Equal if it names the same grain.</summary>
internal class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    public GrainBinding Binding { get; private set; } = null!;

    public string Key { get; private set; } = null!;

    /// <summary>Where calls go as long as it lives, in place of the activation the directory knows; see duplicate activations.</summary>
    public Activation? Pinned { get; private set; }

    public GrainId GrainId => new(Binding.Class.TypeName, Key);

    public void Bind(GrainBinding binding, string key, Activation? pinned)
    {
        Binding = binding;
        Key = key;
        Pinned = pinned;
    }

    public bool Equals(GrainReference? other) => other is not null && other.GrainId == GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => GrainId.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Binding.Class.Host.Send(this, Binding.Interface[targetMethod!], args ?? []);
}
