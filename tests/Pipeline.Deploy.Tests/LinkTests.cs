using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>Links of the documents in <c>deploy/</c> lead somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents => [.. Repository.Find("deploy", "*.md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_Links_LeadSomewhere(string document)
    {
        string[] targets = [.. Link().Matches(Repository.Read(document)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];
        Assert.All(targets, target =>
        {
            string[] parts = target.Split('#', 2);
            string path = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
            Assert.True(Path.Exists(Repository.PathOf(path)), target);
            if (parts.Length == 2)
                Assert.Contains(parts[1], Heading().Matches(Repository.Read(path)).Select(match => Anchor(match.Groups[1].Value)));
        });
    }

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,4} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
