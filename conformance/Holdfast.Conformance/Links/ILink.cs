using Holdfast.Chaos;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Links;

/// <summary>The way from one case to one origin, through a fault proxy that this case has to itself.</summary>
internal interface ILink : IAsyncDisposable
{
    /// <summary>The address to connect to instead of the origin.</summary>
    string Host { get; }

    int Port { get; }

    /// <summary>Whether a reset and a half-close are forwarded unchanged. A real Toxiproxy turns both into a close.</summary>
    bool IsTransparent { get; }

    /// <summary>Says which connection of the case was dialled through this link next, so that the fault log can name it.</summary>
    void Dialled(int connection);

    Task AddAsync(Toxic toxic, CancellationToken cancellationToken);

    Task RemoveAsync(string toxicName, CancellationToken cancellationToken);

    /// <summary>Waits until a toxic of that type has had its first effect on some connection, or for as long as is given.</summary>
    Task StruckAsync(string toxicType, TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>The faults that the proxy made, on the case's clock.</summary>
    IReadOnlyList<FaultEntry> Faults(CaseClock clock);
}
