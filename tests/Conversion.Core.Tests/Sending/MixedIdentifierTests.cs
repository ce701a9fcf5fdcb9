using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Http;
using Conversion.Model;
using Conversion.Sending;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Sending;

/// <summary>Rows that identify contacts by id and rows that identify them by address may mean one contact.</summary>
public sealed class MixedIdentifierTests
{
    [Property(MaxTest = 200)]
    public void Rows_of_different_kinds_are_never_in_flight_together_and_take_effect_in_order(int[] kinds, byte throttle)
    {
        int[] rows = [.. (kinds ?? []).Select(kind => Math.Abs(kind % 3))];
        FlightLog log = new(rows);
        using ContactSender<int> sender = new(log.UpsertAsync, new SenderSettings { ThrottleLimit = 1 + (throttle % 16) }, new FakeClock());
        for (int row = 0; row < rows.Length; row++)
        {
            Guid? id = rows[row] > 0 ? Guid.NewGuid() : null;
            log.Rows.Add(EmulatedApi.Contact(rows[row] == 1 ? null : $"a{row}@example.com", id));
            sender.Post(row, log.Rows[row]);
        }

        for (int row = 0; row < rows.Length; row++)
        {
            Assert.Equal(row, sender.Take().Row);
        }

        Assert.Empty(log.Collisions);
        // Within a run of one kind rows may be started in any order.
        Assert.Equal(rows, log.Started.Select(row => rows[row]));
    }

    [Fact]
    public async Task Rows_of_one_kind_are_in_flight_together()
    {
        GatedClient gate = new();
        using ContactSender<int> sender = new(gate.UpsertAsync, new SenderSettings { ThrottleLimit = 4 }, new FakeClock());
        Rows.Post(sender, from: 0, rows: 9);
        gate.Release(1);
        await Eventually.IsTrueAsync(() => gate.InFlight == 4);
        gate.Release(8);
    }

    private sealed class FlightLog(int[] kinds)
    {
        private readonly object _lock = new();
        private readonly List<int> _inFlight = [];

        public List<RowRequest> Rows { get; } = [];

        public List<int> Started { get; } = [];

        public List<string> Collisions { get; } = [];

        public async Task<BatchResult> UpsertAsync(ContactBatch batch, CancellationToken cancellationToken)
        {
            int row = Rows.IndexOf(batch.Contacts[0]);
            lock (_lock)
            {
                Started.Add(row);
                Collisions.AddRange(_inFlight.Where(other => kinds[other] != kinds[row]).Select(other => $"{other} and {row}"));
                _inFlight.Add(row);
            }

            await Task.Yield();
            lock (_lock)
            {
                _inFlight.Remove(row);
            }

            return new BatchResult(new UpsertOutcome { Status = UpsertStatus.Updated, CnvContactId = Guid.NewGuid() });
        }
    }

    private sealed class GatedClient
    {
        private readonly SemaphoreSlim _gate = new(0);
        private int _inFlight;

        public int InFlight => Volatile.Read(ref _inFlight);

        public void Release(int count) => _gate.Release(count);

        public async Task<BatchResult> UpsertAsync(ContactBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _inFlight);
            await _gate.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _inFlight);
            return new BatchResult(new UpsertOutcome { Status = UpsertStatus.Updated, CnvContactId = Guid.NewGuid() });
        }
    }
}
