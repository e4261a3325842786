using System.Collections.Immutable;
using Pipeline.Actors.Messages;

namespace Pipeline.Actors.Tests.Embedded.Messages;

public sealed class MessageCopierTests
{
    private readonly MessageCopier _copier = new([typeof(MessageCopierTests).Assembly]);

    [Fact]
    public void Copy_OfAttributedMembers_TakesThoseWithAnIdAlone()
    {
        Parcel original = new() { Label = "a", Forgotten = "b", Stops = ["x", "y"] };

        Parcel copy = (Parcel)_copier.Copy(original)!;

        Assert.NotSame(original, copy);
        Assert.Equal("a", copy.Label);
        Assert.Null(copy.Forgotten);
        Assert.Equal(original.Stops, copy.Stops);
        Assert.NotSame(original.Stops, copy.Stops);
    }

    [Fact]
    public void Copy_OfARecord_TakesTheParametersOfItsConstructor()
    {
        Note original = new("title", new byte[] { 1, 2, 3 }) { Aside = "not in the constructor" };

        Note copy = (Note)_copier.Copy(original)!;

        Assert.Equal("title", copy.Title);
        Assert.Equal(original.Pages.ToArray(), copy.Pages.ToArray());
        Assert.False(original.Pages.Span.Overlaps(copy.Pages.Span));
        Assert.Null(copy.Aside);
    }

    [Fact]
    public void Copy_OfADerivedType_TakesMembersOfItsBase()
    {
        ExpressParcel copy = (ExpressParcel)_copier.Copy(new ExpressParcel { Label = "a", Hours = 3 })!;

        Assert.Equal(("a", 3), (copy.Label, copy.Hours));
    }

    [Fact]
    public void Copy_OfCollections_CopiesTheirElements()
    {
        Dictionary<string, Parcel> original = new(StringComparer.OrdinalIgnoreCase) { ["a"] = new Parcel { Label = "one" } };

        Dictionary<string, Parcel> copy = (Dictionary<string, Parcel>)_copier.Copy(original)!;

        Assert.Equal("one", copy["A"].Label);
        Assert.NotSame(original["a"], copy["a"]);
        Assert.True(ImmutableArray.Create(1, 2).SequenceEqual((ImmutableArray<int>)_copier.Copy(ImmutableArray.Create(1, 2))!));
        Assert.Equal((1, "b"), ((int, string))_copier.Copy((1, "b"))!);
        Assert.Equal(5, (int?)_copier.Copy(5));
        Assert.Null(_copier.Copy(null));
    }

    [Fact]
    public void Copy_OfACircle_KeepsIt()
    {
        Parcel original = new() { Label = "a" };
        original.Twin = original;

        Parcel copy = (Parcel)_copier.Copy(original)!;

        Assert.Same(copy, copy.Twin);
    }

    [Fact]
    public void Copy_OfATypeWithAConverter_GoesThroughTheSurrogate() =>
        Assert.Equal(new Celsius(21.5), _copier.Copy(new Celsius(21.5)));

    [Fact]
    public void Copy_OfATypeThatCouldNotTravel_Fails()
    {
        NotSupportedException failure = Assert.Throws<NotSupportedException>(() => _copier.Copy(new List<object> { new Bare() }));

        Assert.Contains(nameof(Bare), failure.Message, StringComparison.Ordinal);
    }

    private sealed class Bare;

    private readonly record struct Celsius(double Degrees);

    [GenerateSerializer]
    private struct CelsiusSurrogate
    {
        [Id(0)]
        public double Degrees;
    }

    [RegisterConverter]
    private sealed class CelsiusConverter : IConverter<Celsius, CelsiusSurrogate>
    {
        public Celsius ConvertFromSurrogate(in CelsiusSurrogate surrogate) => new(surrogate.Degrees);

        public CelsiusSurrogate ConvertToSurrogate(in Celsius value) => new() { Degrees = value.Degrees };
    }

    [GenerateSerializer]
    private class Parcel
    {
        [Id(0)]
        public string? Label { get; init; }

        public string? Forgotten { get; init; }

        [Id(1)]
        public List<string> Stops { get; init; } = [];

        [Id(2)]
        public Parcel? Twin { get; set; }
    }

    [GenerateSerializer]
    private sealed class ExpressParcel : Parcel
    {
        [Id(0)]
        public int Hours { get; init; }
    }

    [GenerateSerializer]
    [Immutable]
    private sealed record Note(string Title, ReadOnlyMemory<byte> Pages)
    {
        public string? Aside { get; init; }
    }
}
