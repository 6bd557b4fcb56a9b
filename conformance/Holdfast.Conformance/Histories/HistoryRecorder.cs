using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>Records every operation of a case as it passes the case's gate, without the case's help.</summary>
internal sealed class HistoryRecorder(CaseClock clock, IOperationReader reader)
{
    /// <summary>The dates of HTTP, and the draft's ages, have whole seconds.</summary>
    public static readonly TimeSpan DateResolution = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<Operation> _operations = [];
    private readonly Dictionary<int, int> _latest = [];
    private readonly Dictionary<int, long> _sent = [];
    private readonly HashSet<int> _pipelined = [];
    private bool _isClosed;

    /// <summary>Called before a request is sent; <see langword="null"/> for raw bytes.</summary>
    public void Invoked(int connection, WireRequest? request)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            var begun = new Operation
            {
                Number = _operations.Count + 1, Connection = connection, InvokedAt = clock.Elapsed, IsClear = request is not null,
            };
            if (_latest.TryGetValue(connection, out var before) && _operations[before].EndedAt is null)
            {
                // With two requests in flight on one connection, it is unclear to which the next response belongs.
                _pipelined.Add(connection);
                _operations[before] = _operations[before] with { IsClear = false };
            }

            _latest[connection] = _operations.Count;
            var asked = request is null ? begun : reader.WithRequest(begun, request);
            _operations.Add(_pipelined.Contains(connection) ? asked with { IsClear = false } : asked);
        }
    }

    /// <summary>Bytes of a body are about to go out.</summary>
    public void Sends(int connection, int bytes) =>
        Change(connection, (operation, index) =>
        {
            _sent[index] = _sent.GetValueOrDefault(index) + bytes;
            return operation;
        });

    public void ReceivedInterim(int connection, WireResponse interim) =>
        Change(connection, (operation, _) => operation.EndedAt is null && !_pipelined.Contains(connection)
            ? reader.WithInterim(operation, interim, clock.Elapsed) : operation);

    public void Answered(int connection, Exchange exchange) =>
        Change(connection, (operation, index) => operation.EndedAt is not null || _pipelined.Contains(connection) ? operation
            : exchange.Response is { } answer ? reader.WithResponse(WithSent(operation, index), answer) with
            {
                EndedAt = clock.Elapsed, MayEndAt = End(answer),
            }
            : exchange.End == WireEnd.Open ? operation
            : operation with { EndedAt = clock.Elapsed });

    /// <summary>The case closed a connection: requests in flight on it get no response.</summary>
    public void Ended(int connection) => Change(connection, (operation, _) => operation with
    {
        EndedAt = operation.EndedAt ?? clock.Elapsed,
    });

    /// <summary>The content of an upload was found in the store's directory.</summary>
    public void Found(string upload, ReadOnlyMemory<byte> content)
    {
        lock (_gate)
        {
            var found = new Operation
            {
                Number = _operations.Count + 1,
                Kind = OperationKind.Get,
                Method = Operation.FoundInDirectory,
                Upload = upload,
                InvokedAt = clock.Elapsed,
                EndedAt = clock.Elapsed,
                Outcome = OperationOutcome.Ok,
                Content = content,
            };
            _operations.Add(found);
        }
    }

    /// <summary>The case has ended. Later requests are its clean-up, and not part of its history.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    public History ToHistory()
    {
        lock (_gate)
        {
            return new History([.. _operations.Select(WithSent)], reader.IsDraft);
        }
    }

    private TimeSpan? End(WireResponse answer) => clock.Elapsed + reader.Lifetime(answer, clock.Time.GetUtcNow()) - DateResolution;

    private Operation WithSent(Operation operation, int index) => operation with { Sent = _sent.GetValueOrDefault(index) };

    private void Change(int connection, Func<Operation, int, Operation> change)
    {
        lock (_gate)
        {
            if (!_isClosed && _latest.TryGetValue(connection, out var index))
            {
                _operations[index] = change(_operations[index], index);
            }
        }
    }
}
