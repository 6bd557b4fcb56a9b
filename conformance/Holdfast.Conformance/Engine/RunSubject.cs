using Holdfast.Conformance.Clients;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The subject that a run judges.</summary>
public abstract record RunSubject
{
    private RunSubject()
    {
    }

    /// <summary>Its name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The subject as results have it.</summary>
    internal abstract SubjectRecord ToRecord();

    /// <summary>A server.</summary>
    /// <param name="Target">Its URL, and the user's settings for it.</param>
    public sealed record Server(Target Target) : RunSubject
    {
        /// <inheritdoc/>
        public override string Name => Target.Name;

        internal override SubjectRecord ToRecord() => new(Name, SubjectKind.Server, Target.Version, Target.Store);
    }

    /// <summary>Clients; each case runs once with each of them.</summary>
    /// <param name="Clients">One or more.</param>
    public sealed record Client(IReadOnlyList<ClientUnderTest> Clients) : RunSubject
    {
        /// <inheritdoc/>
        public override string Name => string.Join(", ", Clients.Select(client => client.Label));

        internal override SubjectRecord ToRecord() =>
            Clients is [var only] ? new(only.Name, SubjectKind.Client, only.Version) : new(Name, SubjectKind.Client);
    }
}
