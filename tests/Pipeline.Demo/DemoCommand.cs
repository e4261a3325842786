using System.CommandLine;
using Pipeline.Demo.Telling;
using Spectre.Console;

namespace Pipeline.Demo;

/// <summary>The command line of <c>demo</c>.</summary>
internal static class DemoCommand
{
    public static RootCommand Create()
    {
        Option<bool> fast = new("--fast") { Description = "Windows of a second instead of ten: an act takes about two minutes." };
        Option<string> act = new("--act") { Description = "Which act.", DefaultValueFactory = static _ => "all" };
        act.AcceptOnlyFromAmong("1", "2", "all");
        Option<bool> keep = new("--keep") { Description = "Keep the silo's data and the shop's database." };
        Option<int> seed = new("--seed") { Description = "Decides the order of visits.", DefaultValueFactory = static _ => 1 };

        RootCommand demo = new("Play what Pipeline is for: a silo, a shop with users, and somebody who is told.") { fast, act, keep, seed };
        demo.SetAction(async (parsed, cancellationToken) =>
        {
            DemoOptions options = new()
            {
                IsFast = parsed.GetValue(fast),
                Acts = parsed.GetValue(act) switch { "1" => [1], "2" => [2], _ => [1, 2] },
                KeepsFiles = parsed.GetValue(keep),
                Seed = parsed.GetValue(seed),
            };
            ITeller teller = Console.IsOutputRedirected
                ? new PlainTeller(Console.Out, TimeProvider.System)
                : new TerminalTeller(AnsiConsole.Console, TimeProvider.System);
            return await new DemoRun(options, teller, Console.Out, Console.Error).RunAsync(cancellationToken);
        });
        return demo;
    }
}
