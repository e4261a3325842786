using System.CommandLine;
using Pipeline.Client.Queries;

namespace Pipeline.Cli.Alerts;

/// <summary>The command line of <c>alerts</c>.</summary>
internal static class AlertsCommand
{
    public static Command Create()
    {
        Option<Uri> to = AddressOption.Create();
        Option<string?> endpoint = new("--endpoint") { Description = "On this endpoint only, or on those whose name fits a pattern with *." };
        Option<string?> segment = new("--segment") { Description = "Those that show in this segment only." };
        Option<bool> open = new("--open") { Description = "Only those that go on." };
        Option<bool> all = new("--all") { Description = "Also those that were long past when they were found." };
        Option<string?> incident = new("--incident") { Description = "One incident whole: causes, alerts, notes, what to do." };
        Option<int> limit = IntegerOption.Create("--limit", "The latest so many.", 20, 1, 1_000);
        Option<bool> json = new("--json") { Description = "Print what the silo answers as JSON on one line." };
        Command alerts = new("alerts", "Show what is wrong, one for each cause: since when, how it stands, where, and why.")
        {
            to, endpoint, segment, open, all, incident, limit, json, CreateAcknowledge(), CreateWithdraw(), CreateNote(),
        };
        alerts.Validators.Add(result =>
        {
            if (result.GetValue(open) && result.GetValue(all))
                result.AddError("--open and --all do not go together.");
            if (result.GetResult(incident) is not null && (result.GetValue(open) || result.GetValue(all) || result.GetResult(endpoint) is not null || result.GetResult(segment) is not null))
                result.AddError("--incident shows one incident: it goes with --to and --json only.");
        });
        alerts.SetAction((parsed, cancellationToken) =>
        {
            AlertQuestion question = new()
            {
                Endpoint = parsed.GetValue(endpoint),
                Segment = parsed.GetValue(segment),
                IsOpen = parsed.GetValue(open) ? true : null,
                IsHistoric = parsed.GetValue(all) ? null : false,
                PageSize = parsed.GetValue(limit),
            };
            AlertsOptions options = new(question, parsed.GetValue(incident), parsed.GetValue(json));
            return RunAsync(parsed.GetRequiredValue(to), null, printer => printer.PrintAsync(options, cancellationToken), cancellationToken);
        });
        return alerts;
    }

    private static Command CreateAcknowledge()
    {
        Argument<string> id = Id();
        Option<TimeSpan?> until = DurationOption.CreateOptional("--for", "For how long nobody is to be reminded; four hours by default.", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        Option<string?> note = new("--note") { Description = "Something to be written down with it." };
        Option<Uri> to = AddressOption.Create();
        Option<string> by = UserOption.Create();
        Command acknowledge = new("ack", "Say that you look after an incident.") { id, until, note, by, to };
        acknowledge.SetAction((parsed, cancellationToken) =>
        {
            DateTimeOffset? lapse = parsed.GetValue(until) is { } span ? TimeProvider.System.GetUtcNow() + span : null;
            return RunAsync(
                parsed.GetRequiredValue(to),
                parsed.GetValue(by),
                printer => printer.AcknowledgeAsync(parsed.GetRequiredValue(id), lapse, parsed.GetValue(note), cancellationToken),
                cancellationToken);
        });
        return acknowledge;
    }

    private static Command CreateWithdraw()
    {
        Argument<string> id = Id();
        Option<Uri> to = AddressOption.Create();
        Option<string> by = UserOption.Create();
        Command withdraw = new("unack", "Say that nobody looks after an incident any more.") { id, by, to };
        withdraw.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(to), parsed.GetValue(by), printer => printer.WithdrawAsync(parsed.GetRequiredValue(id), cancellationToken), cancellationToken));
        return withdraw;
    }

    private static Command CreateNote()
    {
        Argument<string> id = Id();
        Argument<string> text = new("TEXT") { Description = "What, up to 2,000 characters." };
        Option<Uri> to = AddressOption.Create();
        Option<string> by = UserOption.Create();
        Command note = new("note", "Write something down about an incident.") { id, text, by, to };
        note.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(to),
            parsed.GetValue(by),
            printer => printer.AddNoteAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(text), cancellationToken),
            cancellationToken));
        return note;
    }

    private static Argument<string> Id() => new("ID") { Description = "The incident, as the list shows it." };

    private static Task<int> RunAsync(Uri to, string? by, Func<AlertsPrinter, Task> run, CancellationToken cancellationToken)
    {
        SiloConversation conversation = new("alerts", to) { User = by, IsPathLeftOut = true };
        return conversation.RunAsync((client, sheet) => run(new AlertsPrinter(client, to, sheet, Console.Out)), cancellationToken);
    }
}
