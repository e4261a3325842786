using System.Text;
using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Tests.Endpoints;

public sealed class NameTableTests
{
    [Fact]
    public void GetOrAdd_PastTheLimit_GivesOtherAndSaysSo()
    {
        NameTable table = new(capacity: 4, kindCount: 1);
        for (int index = 0; index < 3; index++)
            Assert.Equal(index, Add(table, $"name {index}", 0, out _));

        Assert.Equal(3, Add(table, "one more", 0, out bool isOverflow));
        Assert.True(isOverflow);
        Assert.Equal(3, Add(table, "and another", 0, out _));
        Assert.Equal(1, Add(table, "name 1", 0, out isOverflow));
        Assert.False(isOverflow);
        Assert.Equal(NameTable.Other, table.Names[3].Text);
    }

    [Fact]
    public void GetOrAdd_EveryKindOverflows_StaysWithinTheCapacity()
    {
        NameTable table = new(capacity: 8, kindCount: 3);
        for (int index = 0; index < 100; index++)
            Add(table, $"name {index}", (byte)(index % 3), out _);

        Assert.Equal(8, table.Names.Count);
        Assert.Equal(3, table.Names.Count(name => name.Text == NameTable.Other));
    }

    [Fact]
    public void GetOrAdd_SameTextOfAnotherKind_IsAnotherName()
    {
        NameTable table = new(capacity: 8, kindCount: 3);

        Assert.NotEqual(Add(table, "redis", 0, out _), Add(table, "redis", 1, out _));
    }

    [Fact]
    public void GetOrAdd_LongestName_IsKept()
    {
        NameTable table = new(capacity: 8, kindCount: 1);
        string longest = new('x', 256);

        Assert.Equal(Add(table, longest, 0, out _), Add(table, longest, 0, out _));
        Assert.Equal(longest, table.Names[0].Text);
    }

    private static int Add(NameTable table, string name, byte kind, out bool isOverflow)
        => table.GetOrAdd(Encoding.UTF8.GetBytes(name), kind, out isOverflow);
}
