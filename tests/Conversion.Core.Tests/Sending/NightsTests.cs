using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Conversion.Core.Tests.Emulator;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Sending;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>
/// A list that is sent every night over one journal, while rows change, contacts leave and return, people edit the account,
/// responses are lost and the process is killed. After a night without failures the account is compared with the list.
/// </summary>
/// <remarks>CNV_NIGHTS_RUNS sets the number of lists, CNV_NIGHTS_SEED the first seed.</remarks>
public sealed class NightsTests(ITestOutputHelper output)
{
    private const int Nights = 14;
    private const int People = 40;

    private static readonly JournalHeader s_header = new(new Uri("https://example.com/api"), "kid");

    [Fact]
    public void After_a_clean_night_the_account_holds_the_list_and_nobody_who_opted_out_is_subscribed()
    {
        int runs = LongRun.Number("CNV_NIGHTS_RUNS", 60);
        int first = LongRun.Number("CNV_NIGHTS_SEED", 1);
        (int Kills, int Requests) total = default;
        for (int seed = first; seed < first + runs; seed++)
        {
            try
            {
                (int kills, int requests) = Run(seed);
                total = (total.Kills + kills, total.Requests + requests);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}"), exception);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} lists, {runs * Nights} nights, {total.Kills} kills, {total.Requests} requests, 0 losses."));
    }

    private static (int Kills, int Requests) Run(int seed)
    {
        Random random = new(seed);
        using TemporaryFolder folder = new();
        using NightlyAccount account = new(random);
        NightlyList list = new(random, People);
        NightlyModel model = new(account);
        SenderSettings settings = new()
        {
            BatchSize = random.Next(2) == 0 ? 1 : random.Next(2, 12),
            ThrottleLimit = random.Next(1, 9),
            SubscriptionPolicy = SubscriptionPolicy.ProtectOptOut,
        };
        for (int night = 0; night < Nights; night++)
        {
            list.Change(night == 0 ? 0.7 : random.NextDouble() * 0.3);
            EditAccount(random, account, model, night);
            list.DropIds(person => account.Find(person) is null);
            NightlyRow[] rows = list.ToArray();
            model.BeginNight(list.Rows);
            bool isClean = night == Nights - 1 || random.Next(2) == 0;
            if (!isClean)
            {
                account.Break(random.NextDouble() * 0.4);
                SendBroken(account, settings, folder.Path("journal"), rows, random, model);
                account.Repair();
                continue;
            }

            int before = account.Api.Requests;
            List<SentContact<NightlyRow>> sent = Send(account, settings, folder.Path("journal"), rows, model);
            model.CompleteCleanNight(sent, account.Api.Emulator.Requests.Snapshot().Skip(before).Select(static request => request.Body));
        }

        return (account.Kills, account.Api.Requests);
    }

    private static void EditAccount(Random random, NightlyAccount account, NightlyModel model, int night)
    {
        for (int person = 0; person < People; person++)
        {
            if (account.Find(person) is not null && random.Next(8) == 0)
            {
                if (random.Next(2) == 0)
                {
                    account.OptOut(person);
                    model.OptedOut(person);
                }
                else
                {
                    string city = string.Create(CultureInfo.InvariantCulture, $"edit{night}");
                    account.Edit(person, city);
                    model.Edited(person, city);
                }
            }
        }
    }

    // The same line is run again until it comes to its end. A kill may leave a line that was begun.
    private static void SendBroken(
        NightlyAccount account, SenderSettings settings, string path, NightlyRow[] rows, Random random, NightlyModel model)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                Send(account, settings, path, rows, model);
                return;
            }
            catch (NightlyAccount.KilledException)
            {
                using FileStream file = File.OpenWrite(path);
                file.Seek(0, SeekOrigin.End);
                file.Write(new byte[random.Next(79)]);
            }
        }
    }

    private static List<SentContact<NightlyRow>> Send(NightlyAccount account, SenderSettings settings, string path, NightlyRow[] rows, NightlyModel model)
    {
        using ContactJournal journal = ContactJournal.Open(path, s_header, overwrite: false);
        using ContactSender<NightlyRow> sender = new(account.Api.Client, settings, journal);
        List<SentContact<NightlyRow>> sent = [];
        foreach (NightlyRow row in rows)
        {
            sender.Post(row, Request(account, row));
            while (sender.IsFull)
            {
                sent.Add(sender.Take());
            }
        }

        while (!sender.IsEmpty)
        {
            sent.Add(sender.Take());
        }

        IReadOnlyList<RemovedContact> removed = sender.FindRemoved();
        model.Removed(removed.Select(static contact => contact.CnvContactId));
        foreach (RemovedContact contact in removed)
        {
            sender.Forget(contact);
        }

        sender.CompleteJournal();
        return sent;
    }

    private static ContactRequest Request(NightlyAccount account, NightlyRow row)
    {
        using ContactSerializer serializer = new();
        ContactDraft draft = new() { Email = row.Name == NightlyName.Id ? null : row.Email, SubscriptionStatus = row.Status };
        if (row.HasId)
        {
            draft.CnvContactId = account.Find(row.Person)!.Id.ToString("D");
        }

        draft.Fields.Set("city", row.City);
        return serializer.Serialize(draft, [])!;
    }
}
