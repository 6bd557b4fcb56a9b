namespace Holdfast.Conformance.Tests.Histories;

/// <summary>
/// A sound server of the imagination: several clients do random things to its uploads at once, every step takes effect at some moment
/// between its request and its answer (or at a later one, when the answer was lost), and the moments follow each other. Whatever comes of
/// it is a history that no checker may hold against anybody; with a flaw, it is one that its checker must see.
/// </summary>
internal sealed class SimulatedServer
{
    private readonly Random _random;
    private readonly bool _isDraft;
    private readonly SimulatedFlaw _flaw;
    private readonly PriorityQueue<Action, (int At, int Order)> _moments = new();
    private readonly List<(int From, Action<WrittenHistory> Write)> _operations = [];
    private readonly List<SimulatedUpload> _uploads = [];
    private int _now;
    private int _order;

    private SimulatedServer(int seed, bool isDraft, SimulatedFlaw flaw) => (_random, _isDraft, _flaw) = (new Random(seed), isDraft, flaw);

    /// <summary>The history that a seed leads to.</summary>
    public static WrittenHistory HistoryOf(int seed, bool isDraft, SimulatedFlaw flaw = SimulatedFlaw.None)
    {
        var server = new SimulatedServer(seed, isDraft, flaw);
        server.Run();
        var history = new WrittenHistory(isDraft);
        foreach (var (_, write) in server._operations.OrderBy(operation => operation.From))
        {
            write(history);
        }

        return history;
    }

    private void Run()
    {
        for (var number = _random.Next(1, 4); number > 0; number--)
        {
            At(_random.Next(10), Create);
        }

        for (var number = _random.Next(4, 30); number > 0; number--)
        {
            At(_random.Next(20, 200), Act);
        }

        while (_moments.TryDequeue(out var act, out var moment))
        {
            _now = moment.At;
            act();
        }
    }

    private void Create()
    {
        var (from, until) = Interval(10);
        var upload = new SimulatedUpload($"/{_uploads.Count}", _random.Next(10, 60), until);
        var body = _random.Next(2) == 0 ? "" : Bytes(_random.Next(1, upload.Length));
        upload.Stored = body;
        _uploads.Add(upload);
        _operations.Add(
            (from, history => history.Create(upload.Url, from, until, upload.Length, body, body.Length, _isDraft ? false : null)));
    }

    private void Act()
    {
        var upload = _uploads[_random.Next(_uploads.Count)];
        Action<SimulatedUpload> act = _random.Next(20) switch
        {
            < 10 => Append,
            < 15 => Head,
            < 18 => Get,
            _ => Delete,
        };
        if (upload.KnownFrom <= _now)
        {
            act(upload);
        }
    }

    private void Append(SimulatedUpload upload)
    {
        // Now and then a client is wrong about the offset.
        var at = Math.Max(0, upload.Stored.Length + (Chance(4) ? _random.Next(-5, 6) : 0));
        if (at >= upload.Length)
        {
            return;
        }

        var body = Bytes(_random.Next(1, upload.Length - at + 1));
        var completes = _isDraft ? at + body.Length == upload.Length : (bool?)null;
        var (from, until) = Interval(40);
        if (Chance(4))
        {
            // Bytes that were sent may stay in the server's buffers while other requests continue.
            var sent = _random.Next(body.Length + 1);
            Transfer(new SimulatedTransfer(upload, at, body[..sent], _flaw), sent, from, until + _random.Next(100));
            _operations.Add((from, history => history.Append(upload.Url, from, null, at, body, sent: sent, completes: completes)));
            return;
        }

        var transfer = new SimulatedTransfer(upload, at, body, _flaw);
        Transfer(transfer, body.Length, from, until);
        At(until, () =>
        {
            var (status, told) = Answer(transfer);
            if (status == 204 && Has(SimulatedFlaw.LosesAcknowledged) && upload.Stored.Length > 0)
            {
                upload.Stored = upload.Stored[..^1];
            }

            _operations.Add((from, history => history.Append(upload.Url, from, until, at, body, told, status, completes: completes)));
        });
    }

    // Servers fail after they have stored, and in tus one may end a transfer early and say how far it came.
    private (int Status, int? Told) Answer(SimulatedTransfer transfer) => transfer.Status switch
    {
        204 when Chance(8) => (500, null),
        204 => (204, transfer.At + transfer.Kept),
        400 when !_isDraft && Chance(2) => (204, transfer.At + transfer.Kept),
        400 when Chance(2) => (500, null),
        409 => (409, _isDraft ? transfer.Refused : null),
        var status => (status!.Value, null),
    };

    private void Transfer(SimulatedTransfer transfer, int bytes, int from, int until)
    {
        for (var pieces = _random.Next(3); pieces > 0; pieces--)
        {
            At(_random.Next(from, until), () => transfer.Take(_random.Next(bytes + 1)));
        }

        At(until - 1, () => transfer.Take(bytes));
    }

    private void Head(SimulatedUpload upload) => Ask((from, until) =>
    {
        var offset = upload.Stored.Length + (Has(SimulatedFlaw.RunsAhead) ? 3 : 0);
        upload.Stored = Has(SimulatedFlaw.ForgetsTold) && offset > 0 ? upload.Stored[..^1] : upload.Stored;
        return upload.IsDeleted ? history => history.Head(upload.Url, from, until, null, 404)
            : Chance(8) ? history => history.Head(upload.Url, from, until, null, 423)
            : history => history.Head(upload.Url, from, until, offset, complete: _isDraft ? offset == upload.Length : null);
    });

    private void Get(SimulatedUpload upload) => Ask((from, until) =>
    {
        var content = upload.Stored;
        return upload.IsDeleted ? null : history => history.Get(upload.Url, from, until, content);
    });

    private void Delete(SimulatedUpload upload) => Ask((from, until) =>
    {
        var status = upload.IsDeleted ? 404 : 204;
        int? answered = Chance(4) ? null : until;
        upload.IsDeleted = true;
        if (_flaw == SimulatedFlaw.TakesNeighbours)
        {
            _uploads[0].IsDeleted = true;
        }

        return history => history.Delete(upload.Url, from, answered, status);
    });

    /// <summary>Something that takes effect in one moment, and is then known.</summary>
    private void Ask(Func<int, int, Action<WrittenHistory>?> effect)
    {
        var (from, until) = Interval(30);
        At(_random.Next(from, until), () =>
        {
            if (effect(from, until) is { } write)
            {
                _operations.Add((from, write));
            }
        });
    }

    private void At(int moment, Action act) => _moments.Enqueue(act, (moment, _order++));

    private (int From, int Until) Interval(int most) => (_now, _now + _random.Next(1, most));

    private bool Has(SimulatedFlaw flaw) => _flaw == flaw && Chance(3);

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    // Often few letters: what is alike by chance must not deceive anybody either.
    private string Bytes(int count)
    {
        var letters = Chance(2) ? 2 : 26;
        return new string([.. Enumerable.Range(0, count).Select(_ => (char)('a' + _random.Next(letters)))]);
    }
}
