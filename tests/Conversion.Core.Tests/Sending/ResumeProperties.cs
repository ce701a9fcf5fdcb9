using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>A run that is interrupted anywhere and run again until it completes.</summary>
[Properties(Arbitrary = [typeof(ResumeProperties)], MaxTest = 60)]
public sealed class ResumeProperties
{
    private static readonly JournalHeader s_header = new(new Uri("https://example.com/api"), "kid");

    public static Arbitrary<RowSequence> RowSequences() => Rows.RowSequences();

    [Property]
    public void A_resumed_run_ends_like_an_uninterrupted_one_and_resends_no_confirmed_contact(RowSequence sequence)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Random random = new(sequence.Seed);
            CrashingHandler crash = new(random);
            using EmulatedApi api = new() { Handler = crash };
            HashSet<int> confirmed = [];
            while (Interrupted(api, sequence, path, confirmed))
            {
            }

            Assert.Equal(Rows.Model(sequence), Rows.Stored(api, sequence));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Property]
    public void A_run_after_a_complete_one_sends_only_contacts_that_have_several_rows(RowSequence sequence)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using EmulatedApi api = new();
            Send(api, sequence, path);
            foreach (SentContact<int> sent in Send(api, sequence, path))
            {
                Assert.True(sent.Outcome.Status == UpsertStatus.Unchanged || HasSeveralRows(sequence, sent.Row), $"Row {sent.Row} was sent again.");
            }

            Assert.Equal(Rows.Model(sequence), Rows.Stored(api, sequence));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // With PreserveExistingFields, a later run cannot know which values existed in between.
    [Property]
    public void A_run_without_rejections_after_runs_with_rejections_ends_as_if_it_were_the_only_run(RowSequence sequence)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        sequence = sequence with { Cells = [.. sequence.Cells.Select(cell => cell with { Options = 0 })] };
        try
        {
            using EmulatedApi api = new();
            foreach (double refusals in new[] { 0.3, 0.1, 0 })
            {
                api.Faults.Clear();
                api.Faults.AtRate(refusals, Fault.Status(400, """{"error":{"code":"invalid_field","message":"No."}}"""), new Random(sequence.Seed));
                Send(api, sequence, path);
            }

            Assert.Equal(Rows.Model(sequence), Rows.Stored(api, sequence));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<SentContact<int>> Send(EmulatedApi api, RowSequence sequence, string path)
    {
        using ContactJournal journal = ContactJournal.Open(path, s_header, overwrite: false);
        using ContactSender<int> sender = Rows.Sender(api, sequence, journal);
        return Rows.Send(sender, sequence);
    }

    // Such rows take effect in order once more.
    private static bool HasSeveralRows(RowSequence sequence, int row) =>
        sequence.Cells.Count(cell => cell.Contact == sequence.Cells[row].Contact) > 1;

    private static bool Interrupted(EmulatedApi api, RowSequence sequence, string path, HashSet<int> confirmed)
    {
        using ContactJournal journal = ContactJournal.Open(path, s_header, overwrite: false);
        using ContactSender<int> sender = Rows.Sender(api, sequence, journal);
        try
        {
            Rows.Send(sender, sequence, sent =>
            {
                Assert.Contains(sent.Outcome.Status, new[] { UpsertStatus.Created, UpsertStatus.Updated, UpsertStatus.Tracked, UpsertStatus.Unchanged });
                bool isResent = !confirmed.Add(sent.Row) && sent.Outcome.Status != UpsertStatus.Unchanged;
                Assert.True(!isResent || HasSeveralRows(sequence, sent.Row), $"Row {sent.Row} was sent again.");
            });
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }

    private sealed class CrashException : Exception;

    // A process may die before the request reaches the server, or after it was applied and the response was lost.
    private sealed class CrashingHandler(Random random) : DelegatingHandler
    {
        // Rows of a contact that has several are sent in every run: with too many crashes no run would complete.
        private int _crashes = random.Next(1, 12);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            int outcome;
            lock (random)
            {
                outcome = _crashes > 0 ? random.Next(12) : 2;
                _crashes -= outcome < 2 ? 1 : 0;
            }

            if (outcome == 0)
            {
                throw new CrashException();
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            return outcome == 1 ? throw new CrashException() : response;
        }
    }
}
