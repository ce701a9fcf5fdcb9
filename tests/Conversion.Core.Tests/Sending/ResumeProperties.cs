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

/// <summary>A run that is cut off anywhere and run again, until it comes to its end.</summary>
[Properties(Arbitrary = [typeof(ResumeProperties)], MaxTest = 60)]
public sealed class ResumeProperties
{
    private static readonly JournalHeader s_header = new(new Uri("https://example.com/api"), "kid", "options");

    public static Arbitrary<Stream> Streams() => Rows.Streams();

    [Property]
    public void It_leaves_what_an_uninterrupted_run_leaves_and_sends_nothing_confirmed_again(Stream stream)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Random random = new(stream.Seed);
            Crash crash = new(random);
            using EmulatedApi api = new() { Between = crash };
            HashSet<int> confirmed = [];
            while (Interrupted(api, stream, path, confirmed))
            {
            }

            Assert.Equal(Rows.Model(stream), Rows.Held(api));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Of contacts whose fields are to be kept no later run can tell what was there in between.
    [Property]
    public void Where_rows_were_refused_a_run_without_refusals_leaves_what_it_alone_would_leave(Stream stream)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        stream = stream with { Cells = [.. stream.Cells.Select(cell => cell with { Options = 0 })] };
        try
        {
            using EmulatedApi api = new();
            foreach (double refusals in new[] { 0.3, 0.1, 0 })
            {
                api.Faults.Clear();
                api.Faults.AtRate(refusals, Fault.Status(400, """{"error":{"code":"invalid_field","message":"No."}}"""), new Random(stream.Seed));
                using ContactJournal journal = ContactJournal.Open(path, s_header, overwrite: false);
                using ContactSender<int> sender = Rows.Sender(api, stream, journal);
                Rows.Send(sender, stream);
            }

            Assert.Equal(Rows.Model(stream), Rows.Held(api));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool Interrupted(EmulatedApi api, Stream stream, string path, HashSet<int> confirmed)
    {
        using ContactJournal journal = ContactJournal.Open(path, s_header, overwrite: false);
        using ContactSender<int> sender = Rows.Sender(api, stream, journal);
        try
        {
            Rows.Send(sender, stream, sent =>
            {
                Assert.Contains(sent.Outcome.Status, new[] { UpsertStatus.Created, UpsertStatus.Updated, UpsertStatus.Skipped });
                Assert.True(confirmed.Add(sent.Row) || sent.Outcome.Status == UpsertStatus.Skipped, $"Row {sent.Row} was sent again.");
            });
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }

    private sealed class CrashException : Exception;

    // Before the request reaches the server, or after its answer was lost with us: a process that dies does either.
    private sealed class Crash(Random random) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            int fate;
            lock (random)
            {
                fate = random.Next(12);
            }

            if (fate == 0)
            {
                throw new CrashException();
            }

            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            return fate == 1 ? throw new CrashException() : answer;
        }
    }
}
