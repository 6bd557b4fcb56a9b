using Holdfast.Conformance.Targets;

namespace Holdfast.Conformance.Walks;

/// <summary>
/// Generates a walk from a seed. It keeps a model of a correct server, so that most steps make sense, and some deliberately do not. We
/// chose the shares of steps and faults so that a walk of some twenty steps has several of each.
/// </summary>
internal sealed class WalkGenerator(ulong seed, int clients, ChunkRule chunks)
{
    /// <summary>Long enough for several parts, short enough that a walk over slow links ends within seconds.</summary>
    private const int Longest = 40_000;

    private static readonly WalkFaultKind[] Faults = Enum.GetValues<WalkFaultKind>();

    private readonly Random _random = new(unchecked((int)seed));
    private readonly List<WalkStep> _steps = [];
    private readonly List<int> _lengths = [];
    private readonly HashSet<int> _alive = [];
    private readonly HashSet<int> _stalled = [];
    private int _round;

    public WalkScript Generate(string id, int? interop)
    {
        Begin();
        for (var rounds = 6 + _random.Next(10); rounds > 0; rounds--)
        {
            _round++;
            Act();
            LookAfter();
        }

        Conclude();
        return new WalkScript { Id = id, Interop = interop, Seed = seed, Uploads = _lengths, Steps = _steps };
    }

    private void Begin()
    {
        var uploads = 1 + _random.Next(Math.Min(4, clients));
        for (var upload = 0; upload < uploads; upload++)
        {
            _lengths.Add(chunks.AtLeast(_random.Next(1000, Longest)) * 2);
            _alive.Add(upload);
            Add(WalkStepKind.Create, (upload % clients) + 1, upload, bytes: Chance(30) ? Part(upload) : 0);
        }
    }

    private void Act()
    {
        if (_alive.Count > 0 && clients > 1 && Chance(25))
        {
            Race(Any(_alive));
            return;
        }

        foreach (var client in Shuffled(Enumerable.Range(1, clients)).Take(1 + _random.Next(Math.Min(3, clients))))
        {
            One(client);
        }
    }

    // Bytes that are acknowledged before they are stored show only in an immediate HEAD.
    private void LookAfter()
    {
        if (_steps[^1] is { Do: WalkStepKind.Append or WalkStepKind.Delete } last && Chance(40))
        {
            _round++;
            Add(Chance(75) ? WalkStepKind.Head : WalkStepKind.Get, 1 + _random.Next(clients), last.Upload);
        }
    }

    // Several writers at one offset with different bytes, sometimes with a DELETE.
    private void Race(int upload)
    {
        var bytes = Part(upload);
        var racers = Shuffled(Enumerable.Range(1, clients)).Take(2 + _random.Next(Math.Min(3, clients - 1))).ToList();
        foreach (var client in racers)
        {
            Add(WalkStepKind.Append, client, upload, bytes, variant: client, fault: Chance(25) ? Fault(bytes, client) : null);
        }

        if (_alive.Count > 1 && racers.Count < clients && Chance(10))
        {
            Delete(Enumerable.Range(1, clients).Except(racers).First(), upload);
        }
    }

    private void One(int client)
    {
        var upload = _random.Next(_lengths.Count);
        var roll = _random.Next(100);
        if (_stalled.Contains(client) && roll < 50)
        {
            _stalled.Remove(client);
            Add(WalkStepKind.Revive, client, upload);
        }
        else if (roll < 55)
        {
            var bytes = Part(upload);
            Add(WalkStepKind.Append, client, upload, bytes, shift: Chance(12) ? _random.Next(-500, 500) : 0,
                fault: Chance(60) ? Fault(bytes, client) : null);
        }
        else if (roll < 95 || _alive.Count < 2 || !_alive.Contains(upload))
        {
            Add(roll % 3 == 0 ? WalkStepKind.Get : WalkStepKind.Head, client, upload);
        }
        else
        {
            Delete(client, upload);
        }
    }

    private void Delete(int client, int upload)
    {
        _alive.Remove(upload);
        Add(WalkStepKind.Delete, client, upload);
    }

    // Continues the unfinished uploads, then the stalled transfers, finishes the undisturbed uploads, and reads them.
    private void Conclude()
    {
        foreach (var kind in new[] { WalkStepKind.Head, WalkStepKind.Append, WalkStepKind.Revive, WalkStepKind.Finish, WalkStepKind.Get })
        {
            _round++;
            foreach (var client in kind == WalkStepKind.Revive ? _stalled.Order() : Enumerable.Empty<int>())
            {
                Add(kind, client, upload: 0);
            }

            foreach (var upload in kind == WalkStepKind.Revive ? [] : Enumerable.Range(0, _lengths.Count))
            {
                Add(kind, (upload % clients) + 1, upload, kind == WalkStepKind.Append ? null : 0);
            }
        }
    }

    private WalkFault Fault(int bytes, int client)
    {
        var kind = Faults[_random.Next(Faults.Length)];
        if (kind == WalkFaultKind.Stall && !_stalled.Add(client))
        {
            kind = WalkFaultKind.Reset;
        }

        // The first byte, the last one and any in between.
        var at = _random.Next(4) switch { 0 => Math.Min(1, bytes), 1 => bytes - 1, _ => _random.Next(bytes) };
        return new WalkFault(kind, kind switch
        {
            WalkFaultKind.LostAnswer => 0,
            WalkFaultKind.Slow => 100 + _random.Next(400),
            WalkFaultKind.Latency => 5 + _random.Next(40),
            _ => at,
        });
    }

    private int Part(int upload) => chunks.AtLeast(1 + _random.Next(Math.Max(1, _lengths[upload] / 2)));

    private void Add(WalkStepKind kind, int client, int upload, int? bytes = 0, int shift = 0, int variant = 0, WalkFault? fault = null) =>
        _steps.Add(new WalkStep
        {
            Round = _round, Client = client, Do = kind, Upload = upload, Bytes = bytes, Shift = shift, Variant = variant, Fault = fault,
        });

    private bool Chance(int percent) => _random.Next(100) < percent;

    private int Any(HashSet<int> numbers) => numbers.Order().ElementAt(_random.Next(numbers.Count));

    private int[] Shuffled(IEnumerable<int> numbers)
    {
        int[] shuffled = [.. numbers];
        _random.Shuffle(shuffled);
        return shuffled;
    }
}
