using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Conversion.Emulator;

/// <summary>
/// Which requests go wrong, and how. A request meets at most one fault: of the rules that name it the first,
/// else the next of the queue, else that of a rate. Thread-safe.
/// </summary>
public sealed class FaultScript
{
    private readonly object _gate = new();
    private readonly Queue<Fault> _queue = new();
    private readonly List<Rule> _rules = [];
    private readonly List<Chance> _chances = [];
    private volatile bool _isEmpty = true;
    private int _injected;

    internal FaultScript()
    {
    }

    /// <summary>How many faults wait in the queue.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>How many requests have met a fault, <see cref="Fault.None"/> not counted.</summary>
    public int Injected
    {
        get
        {
            lock (_gate)
            {
                return _injected;
            }
        }
    }

    /// <summary>The next requests meet these faults, one each, in this order.</summary>
    public FaultScript Enqueue(params Fault[] faults)
    {
        lock (_gate)
        {
            foreach (Fault fault in faults)
            {
                _queue.Enqueue(fault ?? throw new ArgumentNullException(nameof(faults)));
            }

            _isEmpty = false;
        }

        return this;
    }

    /// <summary>The next <paramref name="times"/> requests meet this fault.</summary>
    public FaultScript Enqueue(Fault fault, int times)
    {
        for (; times > 0; times--)
        {
            Enqueue(fault);
        }

        return this;
    }

    /// <summary>Requests the predicate holds for meet this fault, <paramref name="times"/> times or, where that is null, always.</summary>
    public FaultScript When(Func<EmulatorRequest, bool> predicate, Fault fault, int? times = null)
    {
        lock (_gate)
        {
            _rules.Add(new Rule(predicate, fault, times));
            _isEmpty = false;
        }

        return this;
    }

    /// <summary>Requests whose body holds this text meet this fault.</summary>
    public FaultScript WhenBodyContains(string text, Fault fault, int? times = null) =>
        When(request => request.ReadText().Contains(text), fault, times);

    /// <summary>This share of the requests, from 0 to 1, meets this fault; several rates are tried in turn.</summary>
    /// <param name="rate">The share.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="random">Where chance comes from; a seeded one makes runs alike as long as requests come in the same order.</param>
    public FaultScript AtRate(double rate, Fault fault, Random random)
    {
        lock (_gate)
        {
            _chances.Add(new Chance(rate, fault, random));
            _isEmpty = false;
        }

        return this;
    }

    /// <summary>Nothing goes wrong from now on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _queue.Clear();
            _rules.Clear();
            _chances.Clear();
            _isEmpty = true;
        }
    }

    internal Fault? Next(EmulatorRequest request)
    {
        if (_isEmpty)
        {
            return null;
        }

        lock (_gate)
        {
            Fault? fault = Choose(request);
            _isEmpty = _queue.Count + _rules.Count + _chances.Count == 0;
            if (fault is null || fault == Fault.None)
            {
                return null;
            }

            _injected++;
            return fault;
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "Which fault comes is no secret.")]
    private Fault? Choose(EmulatorRequest request)
    {
        foreach (Rule rule in _rules)
        {
            if (rule.TimesLeft != 0 && rule.Predicate(request))
            {
                rule.TimesLeft--;
                return rule.Fault;
            }
        }

        if (_queue.Count > 0)
        {
            return _queue.Dequeue();
        }

        foreach (Chance chance in _chances)
        {
            if (chance.Random.NextDouble() < chance.Rate)
            {
                return chance.Fault;
            }
        }

        return null;
    }

    private sealed class Rule(Func<EmulatorRequest, bool> predicate, Fault fault, int? times)
    {
        public Func<EmulatorRequest, bool> Predicate { get; } = predicate;

        public Fault Fault { get; } = fault;

        /// <summary>Below zero there is no end to them.</summary>
        public int TimesLeft { get; set; } = times ?? -1;
    }

    private sealed class Chance(double rate, Fault fault, Random random)
    {
        public double Rate { get; } = rate;

        public Fault Fault { get; } = fault;

        public Random Random { get; } = random;
    }
}
