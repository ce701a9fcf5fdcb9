using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Core.Tests.Client;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>What is in the file of the journal at each moment of a run: what a run would find that is killed then.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class JournalWriteOrderTests : IDisposable
{
    private readonly CopyingHandler _handler = new();
    private readonly ListedAccount _account;

    public JournalWriteOrderTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There nobody else can read the file while it is open.");
        _account = new ListedAccount(new EmulatedApi { Handler = _handler });
    }

    public void Dispose()
    {
        _account?.Dispose();
        _handler.Dispose();
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(10, "")]
    [InlineData(10, "UNSUBSCRIBED")]
    public void Known_contacts_are_in_doubt_in_the_file_before_the_request_arrives(int batchSize, string status)
    {
        _account.Settings = new SenderSettings { BatchSize = batchSize };
        ContactRequest[] Rows(string city) => [ListedAccount.Row("ada@b.c", city, status), ListedAccount.Row("bob@b.c", city, status)];
        _account.Send(Rows("A"));
        _handler.Copy = CopyJournal;

        _account.Send([.. Rows("B"), ListedAccount.Row("new@b.c", "B")]);

        ContactRequest[] rows = batchSize == 1 ? [Rows("B")[0]] : Rows("B");
        Assert.All(rows, row => Assert.Equal(true, _account.Known(row, _handler.Copies[0])?.IsInDoubt));
        Assert.Null(_account.Known(ListedAccount.Row("new@b.c"), _handler.Copies[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_contact_is_confirmed_in_the_file_before_its_result_is_returned(int batchSize)
    {
        _account.Settings = new SenderSettings { BatchSize = batchSize };
        ContactRequest row = ListedAccount.Row("ada@b.c");
        using ContactJournal journal = _account.OpenJournal();
        using ContactSender<int> sender = _account.Sender(journal);
        sender.Post(0, row);
        UpsertOutcome outcome = sender.Take().Outcome;

        Assert.Equal((outcome.CnvContactId, false), (_account.Known(row, CopyJournal())?.ContactId, _account.Known(row, CopyJournal())?.IsInDoubt));
    }

    [Fact]
    public void A_status_is_due_in_the_file_before_the_second_request_arrives()
    {
        _account.Settings = new SenderSettings { SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut };
        _handler.Copy = CopyJournal;
        ContactRequest row = ListedAccount.Row("ada@b.c", status: "SUBSCRIBED");

        _account.Send(row);

        Assert.Equal(2, _handler.Copies.Count);
        Assert.Equal(true, _account.Known(row, _handler.Copies[1])?.IsStatusDue);
        Assert.Equal(false, _account.Known(row)?.IsStatusDue);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(10, 2)]
    public void A_request_appends_one_line_for_each_contact_before_it_and_one_after(int batchSize, int requests)
    {
        _account.Settings = new SenderSettings { BatchSize = batchSize };
        ContactRequest[] Rows(string city) => [ListedAccount.Row("ada@b.c", city), ListedAccount.Row("bob@b.c", city)];
        _account.Send(Rows("A"));
        long before = new FileInfo(_account.JournalPath).Length;

        _account.Send(Rows("B"));

        Assert.Equal(before + (4 * JournalLine.Length), new FileInfo(_account.JournalPath).Length);
        Assert.Equal(requests, _account.Api.Requests - (batchSize == 1 ? 1 : 0));
    }

    [Fact]
    public void An_unchanged_row_writes_nothing()
    {
        ContactRequest row = ListedAccount.Row("ada@b.c");
        _account.Send(row);
        byte[] before = File.ReadAllBytes(_account.JournalPath);

        _account.Send(row);

        Assert.Equal(before, File.ReadAllBytes(_account.JournalPath));
    }

    // The lock of the journal is for .NET programs; another program reads the file all the same.
    private string CopyJournal()
    {
        string copy = _account.JournalPath + Guid.NewGuid().ToString("N");
        using Process process = Process.Start("cp", [_account.JournalPath, copy]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return copy;
    }

    private sealed class CopyingHandler : DelegatingHandler
    {
        public Func<string>? Copy { get; set; }

        public List<string> Copies { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Copy is not null)
            {
                lock (Copies)
                {
                    Copies.Add(Copy());
                }
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
