namespace Holdfast.Server.Core;

/// <summary>An observer's decision before a step; the default permits it.</summary>
/// <param name="IsRejected">True when the step is rejected; the client gets a refusal.</param>
/// <param name="Answer">Additions to the response, whether the step is taken or not; null for none.</param>
/// <param name="Changes">Changes to an upload that is to be created; null for none. They have no effect on any other step.</param>
internal readonly record struct Decision(bool IsRejected, UploadAnswer? Answer, UploadChanges? Changes = null);
