using System.Net;
using System.Text;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>Asks one silo after the other's place about one endpoint after the other, and judges each answer by what is known.</summary>
/// <param name="place">Which silo it asks.</param>
/// <param name="addresses">Where silos are, as of now.</param>
/// <param name="endpoints">What it asks about.</param>
/// <param name="http">Its time limit is that of one question.</param>
/// <param name="load">Knows what a right answer is, and is told of everything.</param>
internal sealed class ChaosProbe(int place, Func<IReadOnlyList<Uri>> addresses, IReadOnlyList<string> endpoints, HttpClient http, ChaosLoad load)
{
    /// <summary>Questions under way; a silo that keeps as many waiting is not asked more.</summary>
    private const int QuestionsMax = 64;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks in a steady rhythm, whether or not there is an answer to what was asked before, until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        List<Task> questions = [];
        try
        {
            for (int number = place; ; number++)
            {
                foreach (Task answered in questions.FindAll(static question => question.IsCompleted))
                {
                    questions.Remove(answered);
                    await answered;
                }

                if (questions.Count < QuestionsMax)
                    questions.Add(AskAsync(endpoints[number % endpoints.Count], stop));
                await Task.Delay(s_period, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is its end; what is under way ends with it.
            await Task.WhenAll(questions).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task AskAsync(string endpoint, CancellationToken stop)
    {
        IReadOnlyList<Uri> silos = addresses();
        long least = load.Ledger.LeastOf(endpoint);
        if (least == 0)
            return;
        Uri question = new(silos[place % silos.Count], $"/api/v1/endpoints?window=all&name={Uri.EscapeDataString(endpoint)}");
        try
        {
            using HttpResponseMessage response = await http.GetAsync(question, stop);
            byte[] body = await response.Content.ReadAsByteArrayAsync(stop);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                load.Queries.CountLater();
            else if (response.StatusCode == HttpStatusCode.OK)
                Judge(endpoint, least, body);
            else
                load.Queries.CountOther((int)response.StatusCode, Encoding.UTF8.GetString(body));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            load.Queries.CountNone();
        }
    }

    /// <summary>An answer that lacks what was acknowledged before the question is old; one that has more than was sent counts something twice.</summary>
    private void Judge(string endpoint, long least, byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        double count = document.RootElement.GetProperty("count").GetDouble();
        if (count < least || count > load.Ledger.MostOf(endpoint))
        {
            load.CountWrong($"{endpoint}: {count} although {least} were acknowledged before and {load.Ledger.MostOf(endpoint)} sent");
            return;
        }

        load.Queries.CountGood();
        load.Answered.Beat();
        load.AnsweredOf(endpoint).Beat();
    }
}
