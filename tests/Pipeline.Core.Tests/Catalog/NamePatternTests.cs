using Pipeline.Core.Catalog;

namespace Pipeline.Core.Tests.Catalog;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/ab", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "/a", true)]
    [InlineData("/a*", "/a", true)]
    [InlineData("/a*", "/abc", true)]
    [InlineData("/a*", "/b", false)]
    [InlineData("*b", "/ab", true)]
    [InlineData("*b", "/abc", false)]
    [InlineData("/*/x", "/a/b/x", true)]
    [InlineData("/*/x", "/x", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXcXb", false)]
    [InlineData("**a**", "bab", true)]
    [InlineData("a", "", false)]
    [InlineData("", "", true)]
    [InlineData("/A*", "/abc", false)]
    [InlineData("a?c", "abc", false)]
    public void Matches_StarAnywhere_StandsForAnyCharacters(string pattern, string name, bool expected) =>
        Assert.Equal(expected, NamePattern.Matches(pattern, name));

    [Fact]
    public void Matches_RandomNames_AgreesWithTheDefinition()
    {
        Random random = new(5);
        for (int round = 0; round < 20_000; round++)
        {
            string pattern = Draw(random, "ab*", 6);
            string name = Draw(random, "ab", 7);
            Assert.True(IsMeant(pattern, name) == NamePattern.Matches(pattern, name), $"'{pattern}' and '{name}'");
        }
    }

    /// <summary>By the definition, however long it takes.</summary>
    private static bool IsMeant(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty)
            return name.IsEmpty;
        if (pattern[0] == '*')
            return IsMeant(pattern[1..], name) || (!name.IsEmpty && IsMeant(pattern, name[1..]));
        return !name.IsEmpty && name[0] == pattern[0] && IsMeant(pattern[1..], name[1..]);
    }

    private static string Draw(Random random, string alphabet, int lengthMax) =>
        new([.. Enumerable.Range(0, random.Next(lengthMax + 1)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
}
