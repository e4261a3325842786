using System.CommandLine;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Silences;

/// <summary>The command line of <c>silence</c>.</summary>
internal static class SilenceCommand
{
    private static readonly TimeSpan s_lengthMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_lengthMax = TimeSpan.FromDays(30);

    public static Command Create() => new("silence", "Hold back messages about alerts for a while; they are kept and shown all the same.")
    {
        CreateAdd(), CreateList(), CreateEnd(),
    };

    private static Command CreateAdd()
    {
        Option<string?> endpoint = new("--endpoint") { Description = "Alerts of this endpoint, or of those whose name fits a pattern with *." };
        Option<string?> segment = new("--segment") { Description = "Alerts that show in this segment only." };
        Option<string?> cause = new("--cause") { Description = "Alerts whose first cause has this name." };
        Option<string?> rule = new("--rule") { Description = "Alerts of this budget." };
        Option<string?> source = WordOption.Create<FindingSource>("--source", "Alerts that this has found");
        Option<string?> severity = WordOption.Create<AlertSeverity>("--severity", "Alerts of this severity");
        Option<string?> owner = new("--owner") { Description = "Alerts of this owner." };
        Option<TimeSpan?> span = DurationOption.CreateOptional("--for", "For how long.", s_lengthMin, s_lengthMax);
        Option<DateTimeOffset?> until = TimeOption.Create("--until", "Until when.");
        Option<DateTimeOffset?> from = TimeOption.Create("--from", "From when; now by default.");
        Option<string?> reason = new("--reason") { Description = "Why, for those who find it." };
        Option<bool> yes = new("--yes") { Description = "Do not ask; nor is asked where there is no terminal." };
        Option<string> by = UserOption.Create();
        Option<Uri> to = AddressOption.Create();
        Option<string?>[] matchers = [endpoint, segment, cause, rule, source, severity, owner];
        Command add = new("add", "Show what a silence would hold back, and make it.") { span, until, from, reason, yes, by, to };
        foreach (Option<string?> matcher in matchers)
            add.Options.Add(matcher);
        add.Validators.Add(result =>
        {
            if (!matchers.Any(matcher => result.GetResult(matcher) is not null))
                result.AddError($"A silence takes one at least of {string.Join(", ", matchers.Select(static matcher => matcher.Name))}.");
            if ((result.GetResult(span) is null) == (result.GetResult(until) is null))
                result.AddError("A silence takes either --for or --until.");
        });
        add.SetAction((parsed, cancellationToken) =>
        {
            DateTimeOffset begin = parsed.GetValue(from) ?? TimeProvider.System.GetUtcNow();
            DateTimeOffset end = parsed.GetValue(until) ?? begin + parsed.GetValue(span)!.Value;
            SilenceMatchers which = new(
                parsed.GetValue(endpoint),
                parsed.GetValue(segment),
                parsed.GetValue(cause),
                parsed.GetValue(rule),
                WordOption.Read<FindingSource>(parsed, source),
                WordOption.Read<AlertSeverity>(parsed, severity),
                parsed.GetValue(owner));
            SilenceRequest request = new(which, parsed.GetValue(from)?.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds(), parsed.GetValue(reason));
            bool mayAsk = !parsed.GetValue(yes) && !Console.IsInputRedirected && !Console.IsOutputRedirected;
            return RunAsync(
                parsed.GetRequiredValue(to), parsed.GetValue(by), printer => printer.AddAsync(request, mayAsk ? Ask : null, cancellationToken), cancellationToken);
        });
        return add;
    }

    private static Command CreateList()
    {
        Option<Uri> to = AddressOption.Create();
        Option<bool> json = new("--json") { Description = "Print what the silo answers as JSON on one line." };
        Command list = new("list", "Show all silences, those that are or will be active first.") { to, json };
        list.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(to), null, printer => printer.ListAsync(parsed.GetValue(json), cancellationToken), cancellationToken));
        return list;
    }

    private static Command CreateEnd()
    {
        Argument<string> id = new("ID") { Description = "The silence, as the list shows it." };
        Option<Uri> to = AddressOption.Create();
        Option<string> by = UserOption.Create();
        Command end = new("end", "End a silence now.") { id, by, to };
        end.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(to), parsed.GetValue(by), printer => printer.EndAsync(parsed.GetRequiredValue(id), cancellationToken), cancellationToken));
        return end;
    }

    private static bool Ask(string question)
    {
        Console.Write(question);
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static Task<int> RunAsync(Uri to, string? by, Func<SilencePrinter, Task> run, CancellationToken cancellationToken)
    {
        SiloConversation conversation = new("silence", to) { User = by, IsPathLeftOut = true };
        return conversation.RunAsync((client, sheet) => run(new SilencePrinter(client, sheet, Console.Out)), cancellationToken);
    }
}
