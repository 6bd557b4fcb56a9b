using Holdfast.Conformance.Clients;

namespace Holdfast.Conformance.Engine;

/// <summary>Who is judged in a run.</summary>
public abstract record RunSubject
{
    private RunSubject()
    {
    }

    /// <summary>How reports name it.</summary>
    public abstract string Name { get; }

    /// <summary>A server.</summary>
    /// <param name="Target">Where it is, and what the user told about it.</param>
    public sealed record Server(Target Target) : RunSubject
    {
        /// <inheritdoc/>
        public override string Name => Target.Name;
    }

    /// <summary>Clients; each case runs once with each of them.</summary>
    /// <param name="Clients">One or more.</param>
    public sealed record Client(IReadOnlyList<ClientUnderTest> Clients) : RunSubject
    {
        /// <inheritdoc/>
        public override string Name => string.Join(", ", Clients.Select(client => client.Label));
    }
}
