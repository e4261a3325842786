using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Tests.Endpoints;

public sealed class AgeingNameTableTests
{
    private const long Start = 1_800_000_000_000;

    // Three places beside __other__, and two numbers more than places.
    private readonly AgeingNameTable _table = new(capacity: 4, kindCount: 1, numberCount: 6);
    private long _now = Start;

    public AgeingNameTableTests() => _table.StartAgeing(Start);

    [Fact]
    public void GetOrAdd_PastTheLimit_GivesOtherAndSaysSo()
    {
        for (int index = 0; index < 3; index++)
            Assert.Equal(index, Use($"name {index}", 1, out _));

        Assert.Equal(3, Use("one more", 1, out bool isOverflow));
        Assert.True(isOverflow);
        Assert.Equal(1, Use("name 1", 1, out isOverflow));
        Assert.False(isOverflow);
        Assert.Equal(NameTable.Other, _table.Names[3].Text);
    }

    [Fact]
    public void GetOrAdd_EveryKindOverflows_StaysWithinTheCapacity()
    {
        AgeingNameTable table = new(capacity: 8, kindCount: 3, numberCount: 12);
        table.StartAgeing(Start);
        for (int index = 0; index < 100; index++)
            Use(table, $"name {index}", (byte)(index % 3), 1, out _);

        Assert.Equal(8, table.Names.Count);
        Assert.Equal(3, table.Names.Count(name => name.Text == NameTable.Other));
    }

    [Fact]
    public void Settle_NameMoreThanTwiceAsHeavyAsTheLightest_TakesItsPlaceUnderANewNumber()
    {
        Fill(30, 10, 20);
        Use("new", 20);
        Assert.Equal(default, Settle());
        Use("new", 1);
        Assert.Equal(new PlaceChanges(1, 0, 0), Settle());

        Assert.Equal(4, Use("new", 1, out bool isOverflow));
        Assert.False(isOverflow);
        Assert.Equal("name 1", _table.Names[1].Text);
        Assert.Equal(3, Use("name 1", 1, out isOverflow));
        Assert.True(isOverflow);
    }

    [Fact]
    public void Settle_SeveralOutgrowTheLightest_GivesPlacesToTheHeaviestFirst()
    {
        Fill(100, 100, 1);
        Use("b", 50);
        Use("a", 60);
        Assert.Equal(new PlaceChanges(1, 0, 0), Settle());

        Use("a", 0, out bool isOverflow);
        Assert.False(isOverflow);
        Use("b", 0, out isOverflow);
        Assert.True(isOverflow);
    }

    [Fact]
    public void Settle_TwoNamesOfEqualWeight_NeverSwapPlaces()
    {
        Fill(100, 100, 100);
        for (int round = 0; round < 2_000; round++)
        {
            _now += 1_000;
            Use(round % 2 == 0 ? "name 2" : "rival", 7);
            Use("name 0", 7);
            Use("name 1", 7);
            Assert.Equal(default, Settle());
        }
    }

    [Fact]
    public void Settle_RivalOfEqualWeightWhoseHolderIsNoLongerCalled_TakesThePlaceOnce()
    {
        Fill(100, 100, 100);
        int replaced = 0;
        for (int round = 0; round < 1_000; round++)
        {
            _now += 1_000;
            Use("name 0", 100);
            Use("name 1", 100);
            Use("rival", 100);
            replaced += Settle().Replaced;
        }

        Assert.Equal(1, replaced);
        Use("rival", 0, out bool isOverflow);
        Assert.False(isOverflow);
    }

    [Fact]
    public void Settle_NameThatComesBack_GetsItsOwnNumberBack()
    {
        Fill(100, 100, 1);
        Use("new", 3);
        Settle();
        Use("name 2", 10);
        Assert.Equal(new PlaceChanges(1, 0, 0), Settle());

        Assert.Equal(2, Use("name 2", 1, out bool isOverflow));
        Assert.False(isOverflow);
        Assert.Equal("new", _table.Names[4].Text);
        Assert.True(_table.HasKept);
    }

    [Fact]
    public void Settle_HolderNotSeenForADay_LeavesItsPlaceToAnyName()
    {
        Fill(100, 1_000_000, 100);
        _now += AgeingNameTable.AgeMs;
        Use("name 0", 1);
        Use("name 2", 1);
        Use("new", 1);
        Assert.Equal(default, Settle());
        _now++;
        Use("new", 1);
        Assert.Equal(new PlaceChanges(0, 1, 0), Settle());

        Use("name 1", 1, out bool isOverflow);
        Assert.True(isOverflow);
    }

    [Fact]
    public void Settle_NoNumberLeft_ReplacesNothingAndSaysSo()
    {
        Fill(1, 1, 1);
        foreach (string name in (string[])["a", "b"])
        {
            Use(name, 1_000);
            Assert.Equal(new PlaceChanges(1, 0, 0), Settle());
        }

        Assert.Equal(0, _table.NumbersLeft);
        Use("c", 1_000_000);
        Assert.Equal(new PlaceChanges(0, 0, 1), Settle());

        Assert.True(_table.TryRelease(_now + 1, out int number, out int other));
        Assert.Equal((0, 3), (number, other));
        Use("c", 1);
        Assert.Equal(new PlaceChanges(1, 0, 0), Settle());
        Assert.Equal(0, Use("c", 1, out _));
    }

    [Fact]
    public void Settle_NumbersAreScarce_GivesThemToWhatWeighsEnoughOfAll()
    {
        AgeingNameTable table = new(capacity: 4, kindCount: 1, numberCount: 24);
        table.StartAgeing(Start);
        for (int index = 0; index < 3; index++)
            Use(table, $"name {index}", 0, index == 0 ? 1 : 1_000_000_000_000_000_000, out _);
        PlaceChanges sum = default;
        long weight = 1;
        for (int index = 0; index < 25; index++)
        {
            // Each heavier than twice the one before it, which has the lightest place, and yet as nothing beside the two heavy ones.
            weight *= 3;
            Use(table, $"light {index}", 0, weight, out _);
            PlaceChanges changes = table.Settle(Start);
            sum = new PlaceChanges(sum.Replaced + changes.Replaced, sum.Freed + changes.Freed, sum.Blocked + changes.Blocked);
        }

        Assert.Equal(new PlaceChanges(10, 0, 15), sum);
        Assert.Equal(10, table.NumbersLeft);
        Use(table, "culprit", 0, 100_000_000_000_000_000, out _);
        Assert.Equal(new PlaceChanges(1, 0, 0), table.Settle(Start));
    }

    [Fact]
    public void TryRelease_NumberThatWindowsMayHave_IsKept()
    {
        Fill(100, 100, 1);
        long lastUse = _now;
        _now += 1_000;
        Use("new", 100);
        Settle();

        Assert.False(_table.TryRelease(lastUse, out _, out _));
        Assert.True(_table.TryRelease(lastUse + 1, out int number, out int other));
        Assert.Equal((2, 3), (number, other));
        Assert.False(_table.HasKept);
        Assert.Null(_table.Names[2].Text);
        Use("name 2", 500);
        Settle();
        Assert.Equal("name 2", _table.Names[2].Text);
    }

    [Fact]
    public void Settle_BeforeAgeingStarts_ReplacesNothing()
    {
        AgeingNameTable table = new(capacity: 4, kindCount: 1, numberCount: 6);
        for (int index = 0; index < 3; index++)
            Use(table, $"name {index}", 0, 1, out _);
        Use(table, "new", 0, 1_000, out bool isOverflow);

        Assert.True(isOverflow);
        Assert.Equal(default, table.Settle(Start));
        table.StartAgeing(Start);
        Use(table, "new", 0, 1_000, out _);
        // Until the first halving nothing is known of how heavy the holders are.
        Assert.Equal(default, table.Settle(Start));
        for (int round = 0; round < 256; round++)
            Use(table, $"name {round % 3}", 0, 100, out _);
        Use(table, "new", 0, 1_000, out _);
        table.Settle(Start);
        Use(table, "new", 0, 1_000_000, out _);
        Assert.Equal(1, table.Settle(Start).Replaced);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ReadInto_AtAnyPoint_GoesOnAsIfNothingHappened(int seed)
    {
        Random random = new(seed);
        AgeingNameTable table = new(capacity: 12, kindCount: 2, numberCount: 18);
        table.StartAgeing(Start);
        PlaceChanges sum = default;
        for (int step = 0; step < 400; step++)
        {
            int generation = step / 40;
            for (int use = random.Next(30); use > 0; use--)
            {
                int index = (int)(25 * Math.Pow(random.NextDouble(), 2));
                Use(table, $"name {generation + index}", (byte)(index % 2), random.Next(1 << random.Next(1, 14)), out _, Start + (step * 7_000L));
            }

            while (table.TryRelease(Start + (step * 7_000L) - 200_000, out _, out _))
            {
            }

            PlaceChanges changes = table.Settle(Start + (step * 7_000L));
            sum = new PlaceChanges(sum.Replaced + changes.Replaced, sum.Freed + changes.Freed, sum.Blocked + changes.Blocked);
            byte[] bytes = Pack(table);
            AgeingNameTable restored = new(capacity: 12, kindCount: 2, numberCount: 18);
            PackedReader reader = new(bytes);
            restored.ReadInto(ref reader);
            Assert.True(reader.IsComplete, $"seed {seed}, step {step}");
            Assert.Equal(bytes, Pack(restored));
            if (random.Next(3) == 0)
                table = restored;
            Assert.True(table.Names.Count <= 18 && table.Names.Distinct().Count(name => name.Text is not null) == table.Names.Count(name => name.Text is not null));
        }

        Assert.True(sum is { Replaced: > 10, Blocked: > 0 }, $"seed {seed}: {sum}");
    }

    private static byte[] Pack(AgeingNameTable table)
    {
        PackedWriter writer = new();
        table.Write(writer);
        return writer.ToArray();
    }

    private void Fill(params int[] weights)
    {
        for (int index = 0; index < weights.Length; index++)
            Use($"name {index}", weights[index]);
    }

    private PlaceChanges Settle() => _table.Settle(_now);

    private void Use(string name, int weight) => Use(name, weight, out _);

    private int Use(string name, int weight, out bool isOverflow) => Use(_table, name, 0, weight, out isOverflow, _now);

    private static int Use(AgeingNameTable table, string name, byte kind, long weight, out bool isOverflow, long now = Start)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        int number = table.GetOrAdd(utf8, kind, out isOverflow);
        table.AddUse(number, weight, 1, now);
        if (isOverflow)
            table.AddOverflow(utf8, kind, weight);
        return number;
    }
}
