import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/dialogs.css';
import './styles/pages.css';
import './styles/overview.css';
import './styles/workloads.css';
import './styles/workload.css';
import './styles/create.css';
import './styles/logs.css';
import './styles/terminal.css';
import './styles/compare.css';
import './styles/migrate.css';
import './styles/narrow.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { queryClient } from './api/queries';
import { applyTheme } from './ui/theme';

async function begin(): Promise<void> {
  applyTheme();
  if (import.meta.env.MODE === 'mock') {
    const { installMockApi } = await import('../mock-api/install');
    installMockApi();
  }
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no element "root".');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void begin();
