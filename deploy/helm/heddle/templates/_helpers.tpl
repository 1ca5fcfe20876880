{{- define "heddle.name" -}}
{{ printf "%s-heddle" .Release.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "heddle.selector" -}}
app.kubernetes.io/name: heddle
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "heddle.labels" -}}
{{ include "heddle.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "heddle.secret" -}}
{{ .Values.secret.existing | default (include "heddle.name" .) }}
{{- end }}

{{- define "heddle.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "heddle.name" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- /* The source file, with what the chart decides. */ -}}
{{- define "heddle.source" -}}
{{- $limits := set (deepCopy (.Values.source.limits | default dict)) "drainSeconds" (int .Values.drainSeconds) -}}
{{- $metrics := dict "host" "0.0.0.0" "port" (int .Values.metricsPort) -}}
{{- $own := dict "converter" "converter.json" "metrics" $metrics "limits" $limits -}}
{{ mergeOverwrite (deepCopy .Values.source) $own | toPrettyJson }}
{{- end }}

{{- /* A pod that runs a command of Heddle on the source: (dict "root" . "command" "run"). */ -}}
{{- define "heddle.podSpec" -}}
{{- $root := .root -}}
serviceAccountName: {{ include "heddle.serviceAccount" $root }}
automountServiceAccountToken: false
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
containers:
  - name: heddle
    image: {{ printf "%s:%s" $root.Values.image.repository ($root.Values.image.tag | default $root.Chart.AppVersion) | quote }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    args: [{{ .command | quote }}, "/etc/heddle/source.json"]
    {{- if or $root.Values.secret.existing $root.Values.secret.variables }}
    envFrom:
      - secretRef:
          name: {{ include "heddle.secret" $root }}
    {{- end }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: ["ALL"]
    {{- if eq .command "run" }}
    ports:
      - name: metrics
        containerPort: {{ int $root.Values.metricsPort }}
    livenessProbe:
      httpGet:
        path: /healthz
        port: metrics
      periodSeconds: 20
      failureThreshold: 3
    readinessProbe:
      httpGet:
        path: /readyz
        port: metrics
      periodSeconds: 10
    {{- end }}
    resources:
      {{- toYaml $root.Values.resources | nindent 6 }}
    volumeMounts:
      - name: source
        mountPath: /etc/heddle
        readOnly: true
      - name: work
        mountPath: /var/lib/heddle
      - name: temporary
        mountPath: /tmp
volumes:
  - name: source
    configMap:
      name: {{ include "heddle.name" $root }}
  - name: work
    emptyDir: {}
  - name: temporary
    emptyDir: {}
{{- with $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
