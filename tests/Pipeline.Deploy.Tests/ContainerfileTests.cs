using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>The image runs without rights, a shell or anything of the machine it was built on.</summary>
public sealed partial class ContainerfileTests
{
    private static readonly string s_text = Repository.Read("deploy/Containerfile");

    /// <summary>The last stage: what is shipped.</summary>
    private static string Shipped => s_text[s_text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];

    [Fact]
    public void Shipped_Stage_RunsNothingAndNeedsNoShell()
    {
        Assert.DoesNotMatch(@"(?m)^RUN ", Shipped);
        Assert.Matches("""(?m)^ENTRYPOINT \["dotnet", "/app/Pipeline.Silo.dll"\]$""", Shipped);
        Assert.Matches("""(?m)^HEALTHCHECK .* CMD \["dotnet", "/app/Pipeline.Silo.dll", "ready"\]$""", Shipped);
    }

    [Fact]
    public void Shipped_User_IsANumberThatIsNotRoot()
    {
        string user = User().Match(Shipped).Groups[1].Value;
        Assert.Equal("1654:1654", user);
        Assert.Contains($"--chown={user}", Shipped, StringComparison.Ordinal);
        Assert.Contains($"runAsUser: {user.Split(':')[0]}", Repository.Read("deploy/kubernetes/base/silos.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void HealthCheck_Command_IsOneOfTheSilo() =>
        Assert.Contains("new(\"ready\",", Repository.Read("silo/Pipeline.Silo/Maintenance/ReadyCommand.cs"), StringComparison.Ordinal);

    [Fact]
    public void Context_LeavesOut_WhatIsBuiltAndKept()
    {
        string[] ignored = Repository.Read(".dockerignore").Split('\n');
        Assert.Subset(ignored.ToHashSet(), new HashSet<string> { "**/bin", "**/obj", ".git", "data" });
    }

    [Fact]
    public void Context_Has_EveryProjectOfTheSilo()
    {
        string[] ignored = [.. Repository.Read(".dockerignore").Split('\n').Where(line => line.Length > 0 && line[0] is not '#' && !line.StartsWith("**", StringComparison.Ordinal))];
        HashSet<string> needed = [];
        Collect(Repository.PathOf("silo/Pipeline.Silo/Pipeline.Silo.csproj"), needed);
        Assert.True(needed.Count > 5);
        Assert.All(needed, project => Assert.DoesNotContain(ignored, entry => project.StartsWith(entry + "/", StringComparison.Ordinal)));
    }

    private static void Collect(string project, HashSet<string> found)
    {
        if (!found.Add(Path.GetRelativePath(Repository.Root, project)))
            return;
        foreach (Match reference in ProjectReference().Matches(File.ReadAllText(project)))
            Collect(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Groups[1].Value)), found);
    }

    [GeneratedRegex(@"(?m)^USER (\S+)$")]
    private static partial Regex User();

    [GeneratedRegex("""<ProjectReference Include="([^"]+)"(?! OutputItemType)""")]
    private static partial Regex ProjectReference();
}
