using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Http;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Client;

/// <summary>
/// Thousands of random responses, compared with a strict reader. The environment variable CNV_FUZZ_CASES sets their number;
/// CNV_FUZZ_SEED sets the first seed: every case has its own seed, which a failure names.
/// </summary>
public sealed partial class ResponseFuzzTests(ITestOutputHelper output)
{
    private static readonly ResponseMapper s_mapper = new(EmulatedApi.Key, "localhost:443");
    private static readonly int[] s_otherStatuses = [100, 201, 204, 302, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 600];

    private static int Cases => LongRun.Number("CNV_FUZZ_CASES", 20_000);

    private static int Seed => LongRun.Number("CNV_FUZZ_SEED", 1);

    [Fact]
    public void A_contact_is_confirmed_exactly_when_the_body_confirms_it()
    {
        int confirmed = 0;
        ForEachCase(Cases, (random, bodies) =>
        {
            ApiResponse response = CreateResponse(random, bodies.ForContact());

            UpsertOutcome outcome = s_mapper.Read(response);

            UpsertedContact? expected = response.StatusCode == 200 ? StrictReader.Contact(response.Body.ToArray()) : null;
            Assert.Equal(expected, Confirmed(outcome));
            confirmed += expected is null ? 0 : 1;
            AssertExplained(outcome, response);
        });

        output.WriteLine($"{Cases} responses to a contact, {confirmed} of them a success, 0 differences.");
        Assert.InRange(confirmed, Cases / 20, Cases - (Cases / 20));
    }

    [Fact]
    public void A_batch_is_paired_exactly_when_every_result_is_valid_and_the_count_matches_the_rows()
    {
        int paired = 0;
        ForEachCase(Cases, (random, bodies) =>
        {
            int rows = random.Next(1, 6);
            ApiResponse response = CreateResponse(random, bodies.ForBatch(rows));

            BatchResult outcome = s_mapper.ReadBatch(response, rows);

            IReadOnlyList<ReadItem>? expected = response.StatusCode == 200 ? StrictReader.Results(response.Body.ToArray()) : null;
            if (expected?.Count == rows)
            {
                paired++;
                Assert.Equal(expected.Select(Expected), outcome.Outcomes?.Select(Read));
            }
            else
            {
                Assert.Null(outcome.Outcomes);
                Assert.Null(Confirmed(outcome.Whole!));
            }

            Assert.All(Enumerable.Range(0, rows), row => AssertExplained(outcome[row], response));
        });

        output.WriteLine($"{Cases} responses to a batch, {paired} of them paired, 0 differences.");
        Assert.InRange(paired, Cases / 20, Cases - (Cases / 20));
    }

    [Fact]
    public void Through_the_sender_every_row_gets_its_own_result_or_no_row_gets_one()
    {
        byte[] body = [];
        using EmulatedApi api = new()
        {
            Handler = new StubHandler((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) })),
        };
        ForEachCase(Cases / 40, (random, bodies) =>
        {
            int rows = random.Next(1, 6);
            body = bodies.ForBatch(rows);
            using ContactSender<int> sender = new(api.Client, new SenderSettings { BatchSize = 5 });
            for (int row = 0; row < rows; row++)
            {
                sender.Post(row, EmulatedApi.Contact($"a{row}@example.com"));
            }

            List<SentContact<int>> sent = [.. Enumerable.Range(0, rows).Select(_ => sender.Take())];

            IReadOnlyList<ReadItem>? expected = StrictReader.Results(body);
            Assert.Equal(Enumerable.Range(0, rows), sent.Select(one => one.Row));
            Assert.Equal(
                expected?.Count == rows ? expected.Select(Expected) : Enumerable.Repeat((default(UpsertedContact?), UpsertStatus.Unknown, (string?)"invalid_response"), rows),
                sent.Select(one => Read(one.Outcome)));
        });
    }

    private static void ForEachCase(int cases, Action<Random, RandomResponseBody> check)
    {
        for (int seed = Seed; seed < Seed + cases; seed++)
        {
            Random random = new(seed);
            try
            {
                check(random, new RandomResponseBody(random));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"CNV_FUZZ_CASES=1 CNV_FUZZ_SEED={seed}", exception);
            }
        }
    }

    private static ApiResponse CreateResponse(Random random, byte[] body) => new()
    {
        StatusCode = random.Next(6) == 0 ? s_otherStatuses[random.Next(s_otherStatuses.Length)] : 200,
        Body = body,
        Attempts = 1,
    };

    private static UpsertedContact? Confirmed(UpsertOutcome outcome) => outcome.Status is UpsertStatus.Created or UpsertStatus.Updated
        ? new UpsertedContact(outcome.CnvContactId!.Value, outcome.Status == UpsertStatus.Created)
        : null;

    private static (UpsertedContact?, UpsertStatus, string?) Read(UpsertOutcome outcome) => (Confirmed(outcome), outcome.Status, outcome.ErrorCode);

    private static (UpsertedContact?, UpsertStatus, string?) Expected(ReadItem item) => (item.Contact, item switch
    {
        { Contact.ContactCreated: true } => UpsertStatus.Created,
        { Contact: not null } => UpsertStatus.Updated,
        { Code: "contact_not_found" } => UpsertStatus.NotFound,
        { Code: "internal_error" or "rate_limited" } => UpsertStatus.Failed,
        _ => UpsertStatus.Rejected,
    }, item.Code?.Replace(EmulatedApi.Secret, "***", StringComparison.Ordinal));

    // Every failure has a printable code and message, and only a refused key refuses the connection.
    private static void AssertExplained(UpsertOutcome outcome, ApiResponse response)
    {
        if (outcome.Status is UpsertStatus.Created or UpsertStatus.Updated)
        {
            Assert.Null(outcome.ErrorCode);
            return;
        }

        Assert.Null(outcome.CnvContactId);
        Assert.Matches(ShownCode(), outcome.ErrorCode);
        Assert.InRange(outcome.ErrorMessage!.Trim().Length, 1, 570);
        Assert.DoesNotContain(outcome.ErrorMessage, char.IsControl);
        Assert.DoesNotContain(EmulatedApi.Secret, outcome.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(EmulatedApi.Secret, outcome.ErrorCode, StringComparison.Ordinal);
        Assert.Equal(response.StatusCode is 401 or 403, outcome.RefusesConnection);
        Assert.True(response.StatusCode is not (400 or 413 or 422) || outcome.Status is UpsertStatus.Rejected or UpsertStatus.NotFound);
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_.*-]{1,64}\z")]
    private static partial Regex ShownCode();
}
