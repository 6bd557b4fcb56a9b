using System.IO.Pipelines;
using Holdfast.Server.Bodies;
using Holdfast.Server.Refusals;

namespace Holdfast.Server.Core;

/// <summary>Verifies a body that is stored separately, and so decides whether it becomes a part of the upload.</summary>
internal interface IBodyVerification : IDisposable
{
    /// <summary>Why the body must not be kept; null when it may, or isn't judged yet.</summary>
    Refusal? Error { get; }

    /// <summary>The body that the store reads; the verification sees its bytes.</summary>
    PipeReader Watch(PipeReader body);

    /// <summary>Judges a body that has ended, whole or cut.</summary>
    bool Accepts(ArrivingBody body);
}
