using Holdfast.Server.Locks.Leases;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Locks;

/// <summary>A place for leases whose answers a test decides.</summary>
internal sealed class FakeLeases : ILeases
{
    private readonly SemaphoreSlim _renewed = new(0);
    private Action _requestRelease = () => { };

    /// <summary>How the next renewals end; null: the service can't be reached.</summary>
    public Func<bool?> Renewal { get; set; } = () => true;

    public int Renewals { get; private set; }

    public int Releases { get; private set; }

    /// <summary>Releases after which the fence needn't be remembered.</summary>
    public int Forgotten { get; private set; }

    /// <summary>Waits until a renewal was tried.</summary>
    public Task RenewedAsync(CancellationToken cancellationToken) => _renewed.WaitAsync(cancellationToken);

    public void Want() => _requestRelease();

    public ILeaseClaim Claim(string id, Action requestRelease)
    {
        _requestRelease = requestRelease;
        return new FakeClaim(this);
    }

    private sealed class FakeClaim(FakeLeases leases) : ILeaseClaim
    {
        public ValueTask<long?> TryTakeAsync(CancellationToken cancellationToken) => new(7);

        public ValueTask<bool> IsFreeAsync(CancellationToken cancellationToken) => new(true);

        public ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
        {
            leases.Renewals++;
            try
            {
                return new(leases.Renewal() ?? throw new UploadStoreException("The service is away.", isTransient: true));
            }
            finally
            {
                leases._renewed.Release();
            }
        }

        public ValueTask ReleaseAsync(bool forget, CancellationToken cancellationToken)
        {
            leases.Releases++;
            leases.Forgotten += forget ? 1 : 0;
            return default;
        }
    }
}
